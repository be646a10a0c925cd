"""Rooms can be imported only once Django knows its settings, and those read the environment once, as they are imported.

A command therefore settles the environment first, then fetches the module that does its work by name.
"""

import os
from importlib import import_module
from types import ModuleType

import django

SETTINGS = "evenhand.config.settings"


def work(module: str) -> ModuleType:
    """A module that stands on the rooms, imported with Django ready. Misconfigured: a setting is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    return import_module(module)
