"""`evenhand reconcile`: a day's payments beside the payment service's own list."""

from collections.abc import Iterator
from datetime import date

from evenhand.apps.cities import queries as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders
from evenhand.core.reconciling import Found


def lines(city: str, day: date) -> Iterator[str]:
    """One line a difference; none where the lists agree. Refused: NOT_FOUND (city), UNAVAILABLE (the service)."""
    cities.city(city)
    with city_transaction(city):
        found = orders.differences(city=city, day=day)
    yield from map(_line, found)


def _line(found: Found) -> str:
    return f"{found.payment}  {found.difference:14} here {_fen(found.ours_fen):>10}  there {_fen(found.theirs_fen):>10}"


def _fen(amount: int | None) -> str:
    return "–" if amount is None else f"{amount:,} fen"
