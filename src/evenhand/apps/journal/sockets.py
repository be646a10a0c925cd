"""Sockets: a room asks for what it needs from outside by name, and gets the adapter this installation plugged in.

A room declares the shape in its `ports.py`; it never knows which adapter answers.
"""

from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


def plugged(name: str) -> bool:
    """Whether anything is plugged into `name`."""
    return name in settings.EVENHAND_ADAPTERS


@cache
def socket(name: str) -> Any:
    """The adapter plugged into `name`, made once per process. ImproperlyConfigured: none, or no such class."""
    adapters: dict[str, str] = settings.EVENHAND_ADAPTERS
    if name not in adapters:
        raise ImproperlyConfigured(f"no adapter is plugged into {name!r}; EVENHAND_ADAPTERS knows {sorted(adapters)}")
    try:
        adapter = import_string(adapters[name])
    except ImportError as error:
        raise ImproperlyConfigured(f"the adapter of {name!r}, {adapters[name]!r}, is missing: {error}") from error
    return adapter()
