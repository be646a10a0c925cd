"""The database of a command: the one that is named, or our own server, shared while the command lasts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.management import call_command

from evenhand.config import home, options, postgres

SETTINGS = "evenhand.config.settings"


@contextmanager
def served() -> Iterator[str]:
    """The address of the database, which answers meanwhile. Children find it in EVENHAND_DATABASE_URL."""
    if given := options.text("EVENHAND_DATABASE_URL"):
        postgres.connect(given).close()
        yield given
        return
    with postgres.Server(home.folder()) as server:
        os.environ["EVENHAND_DATABASE_URL"] = server.url()
        try:
            yield server.url()
        finally:
            del os.environ["EVENHAND_DATABASE_URL"]


def set_up_django() -> None:
    """Make Django ready. Only now, for its settings read the environment once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def migrate(address: str) -> None:
    """Make the roles, then bring the schema up to date as its owner. Running it again changes nothing."""
    postgres.ensure_roles(address)
    call_command("migrate", database="owner", interactive=False, verbosity=0)
