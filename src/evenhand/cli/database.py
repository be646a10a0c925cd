"""The database of a command: the one that is named, or our own server, shared while the command lasts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from evenhand.cli import ready
from evenhand.config import home, options, postgres


@contextmanager
def served() -> Iterator[postgres.Server | None]:
    """A database that answers meanwhile: our own server, or None where EVENHAND_DATABASE_URL names another.

    Children find either in EVENHAND_DATABASE_URL.
    """
    if given := options.text("EVENHAND_DATABASE_URL"):
        postgres.connect(given).close()
        yield None
        return
    with postgres.Server(home.folder()) as server:
        os.environ["EVENHAND_DATABASE_URL"] = server.url()
        try:
            yield server
        finally:
            del os.environ["EVENHAND_DATABASE_URL"]


def migrate() -> None:
    """Make the roles, then bring the schema up to date as its owner. Running it again changes nothing."""
    postgres.ensure_roles(options.text("EVENHAND_DATABASE_URL"))
    ready.work("django.core.management").call_command("migrate", database="owner", interactive=False, verbosity=0)
