"""The wall between cities: one transaction works in one city, and the database shows it no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction

from evenhand.core.terms import city_slug

AWAY = (OperationalError, InterfaceError)
"""The database is down, starting, or has hung up: what was committed is safe, ask again."""

ENTER = (
    "SET LOCAL citus.propagate_set_commands = 'local'; SET LOCAL evenhand.city = '{slug}'; SELECT city_now('{slug}')"
)
"""One round to the server, for every page begins with it."""


@contextmanager
def city_transaction(city: str) -> Iterator[datetime]:
    """A transaction inside `city`, which yields the time on the city's clock. ValueError: not a slug.

    `SET LOCAL` and not `set_config()`: on a distributed cluster only the former reaches the node that holds the city,
    and only once `citus.propagate_set_commands` says so; a plain server keeps that setting as an unused word.
    """
    slug = city_slug(city)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ENTER.format(slug=slug))  # a setting takes no parameter; `city_slug` let it through
        while cursor.nextset():
            pass
        yield cursor.fetchone()[0]
