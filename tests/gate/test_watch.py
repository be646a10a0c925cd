"""The gate looks often where something opens, and lets sleeping cities sleep."""

from datetime import datetime, timedelta

import pytest

from evenhand.apps.claims.admission import Known, Left
from evenhand.gate.releases import QUIET_S, CityClock, Register
from tests.gate import counter
from tests.gate.counter import HOUR, OPENS

CITY = "quiet"
LOOKED = 100.0
"""When the steady clock showed what the city's clock shows."""


def register(shown: datetime, rate: float = 1.0, *, lobby: timedelta = timedelta()) -> Register:
    """What a gate knows that looked once at a city with one release, at a time of its clock."""
    made = Register(bytes(32))
    city = made.note_clock(CITY, CityClock(shown, rate, LOOKED))
    made.note_release(city, Known(counter.terms(CITY, lobby=lobby), Left(10)))
    return made


@pytest.mark.parametrize("shown", [OPENS - HOUR, OPENS + 9 * HOUR], ids=["long before", "after"])
def test_a_city_with_nothing_open_is_let_alone_for_a_while(shown: datetime) -> None:
    known = register(shown)
    assert known.may_be_let_alone(CITY, LOOKED + QUIET_S / 2)
    assert not known.may_be_let_alone(CITY, LOOKED + QUIET_S)


@pytest.mark.parametrize(
    ("shown", "rate", "lobby"),
    [
        (OPENS - timedelta(seconds=59), 1.0, timedelta()),
        (OPENS + HOUR, 1.0, timedelta()),
        (OPENS - HOUR / 2, 60.0, timedelta()),
        (OPENS - HOUR, 1.0, HOUR),
        (OPENS - 9 * HOUR, 0.0, timedelta()),
    ],
    ids=["a minute before", "open", "half an hour that a fast clock passes in no time", "lobby open", "clock stands"],
)
def test_one_that_opens_soon_is_not(shown: datetime, rate: float, lobby: timedelta) -> None:
    assert not register(shown, rate, lobby=lobby).may_be_let_alone(CITY, LOOKED)


def test_nor_is_one_that_was_never_looked_at() -> None:
    assert not register(OPENS - HOUR).may_be_let_alone("new", LOOKED)


def test_what_a_city_had_is_forgotten_with_it() -> None:
    known = register(OPENS)
    known.forget_other_cities({CITY})
    assert len(known.releases) == 1
    known.forget_other_cities(set())
    assert known.releases == {}
