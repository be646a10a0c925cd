"""What first come, first served decides: the earliest reason against a request, or to let the counter settle it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from evenhand.core import modes
from evenhand.core.errors import Reason
from evenhand.core.modes.base import Refuse, Take
from evenhand.core.terms import (
    CitySlug,
    ClaimKey,
    LimitRule,
    Mode,
    PersonTag,
    ReleaseTerms,
    Request,
    Units,
    UnitsRule,
    Window,
)

OPENS = datetime(2026, 12, 5, 2, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=8)
TICK = timedelta(microseconds=1)
TERMS = ReleaseTerms(
    city=CitySlug("lakeside"),
    release=UUID(int=1),
    campaign=UUID(int=2),
    mode=Mode.FIRST_COME,
    window=Window(OPENS, CLOSES),
    quota=Units(100),
    units=UnitsRule(2, 6, 2),
    person_limit=LimitRule(6, 1, timedelta(days=3)),
    districts=("east", "west"),
)
NOT_OPEN = Refuse(Reason.NOT_OPEN, facts={"opens_at": OPENS})
OUT_OF_AREA = Refuse(Reason.OUT_OF_AREA)
UNITS_INVALID = Refuse(Reason.UNITS_INVALID, "units")


@pytest.mark.parametrize(
    ("now", "units", "district", "decision"),
    [
        (OPENS - TICK, 2, "east", NOT_OPEN),
        (OPENS, 2, "east", Take()),
        (CLOSES - TICK, 6, "west", Take()),
        (CLOSES, 2, "east", Refuse(Reason.CLOSED)),
        (OPENS, 0, "east", UNITS_INVALID),
        (OPENS, 3, "east", UNITS_INVALID),
        (OPENS, 8, "east", UNITS_INVALID),
        (OPENS, -2, "east", UNITS_INVALID),
        (OPENS, 2, "hills", OUT_OF_AREA),
        (OPENS, 2, "", OUT_OF_AREA),
        (OPENS - TICK, 99, "hills", NOT_OPEN),
        (OPENS, 99, "hills", UNITS_INVALID),
    ],
)
def test_first_come_lets_the_counter_decide_or_says_why_not(
    now: datetime, units: int, district: str, decision: Take | Refuse
) -> None:
    request = Request(ClaimKey(UUID(int=3)), TERMS.release, PersonTag(bytes(16)), Units(units), district)
    assert modes.of(Mode.FIRST_COME).decide(TERMS, request, now) == decision


def test_every_mode_of_the_vocabulary_decides() -> None:
    assert set(modes.MODES) == set(Mode)
