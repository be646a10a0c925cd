"""The clock of a city that rehearses."""

from datetime import datetime

from evenhand.apps.cities import queries
from evenhand.apps.journal import services as journal
from evenhand.core.errors import Reason, Refused


def set_clock(*, city: str, started_at: datetime, city_at: datetime, rate: float) -> None:
    """Let the city's clock show `city_at` at the real time `started_at` and run `rate` times as fast as real time.

    Refused: NOT_ALLOWED where the city does not rehearse, INPUT_INVALID where time would run backward.
    """
    if not queries.city(city).rehearsal:
        raise Refused(Reason.NOT_ALLOWED, "clock")
    if not 0 <= rate < float("inf"):
        raise Refused(Reason.INPUT_INVALID, "rate")
    journal.set_clock(city=city, started_at=started_at, city_at=city_at, rate=rate)
