"""When releases are, in the city's own hours, and what the gate is told of one."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from evenhand.core.policy import coming_windows, parse_city, release_terms, release_window
from evenhand.core.terms import LimitRule, Mode, ReleaseTerms, UnitsRule
from tests.core.policy.samples import LAKESIDE

CITY = parse_city(LAKESIDE.read_text(encoding="utf-8"))
RICE, OIL = CITY.campaigns
ZONE = ZoneInfo("Asia/Urumqi")
SATURDAY = date(2026, 12, 5)


def test_a_window_opens_at_the_citys_own_hour() -> None:
    window = release_window(RICE, SATURDAY, ZONE)
    assert window is not None
    assert window.opens == datetime(2026, 12, 5, 2, 30, tzinfo=UTC)
    assert window.closes - window.opens == timedelta(hours=3, minutes=30)


def test_a_window_may_last_for_days() -> None:
    window = release_window(OIL, SATURDAY, ZONE)
    assert window is not None
    assert window.closes == datetime(2026, 12, 7, 9, tzinfo=ZONE)


@pytest.mark.parametrize(("campaign", "day"), [(RICE, date(2026, 12, 6)), (OIL, date(2026, 12, 6))])
def test_other_days_have_no_release(campaign: object, day: date) -> None:
    assert release_window(campaign, day, ZONE) is None


def test_coming_releases_follow_the_days_of_the_week_and_begin_after_now() -> None:
    now = datetime(2026, 12, 5, 8, 30, tzinfo=ZONE)
    days = [window.opens.date() for window in islice(coming_windows(RICE, now, ZONE), 3)]
    assert days == [date(2026, 12, 7), date(2026, 12, 9), date(2026, 12, 12)]
    assert next(coming_windows(RICE, now - timedelta(seconds=1), ZONE)).opens == now


def test_dated_releases_come_to_an_end() -> None:
    assert len(list(coming_windows(OIL, datetime(2026, 12, 5, 10, tzinfo=ZONE), ZONE))) == 1


def test_the_gate_is_told_the_terms_of_the_release_as_scheduled() -> None:
    window = release_window(RICE, SATURDAY, ZONE)
    assert window is not None
    campaign, release = UUID(int=1), UUID(int=2)
    terms = release_terms(CITY.city, RICE, campaign=campaign, release=release, window=window, quota=50)
    assert terms == ReleaseTerms(
        city="lakeside",
        release=release,
        campaign=campaign,
        mode=Mode.FIRST_COME,
        window=window,
        quota=50,
        units=UnitsRule(1, 3, 1),
        person_limit=LimitRule(4, 2, timedelta(hours=36), calendar_days=False),
        districts=("east", "west"),
    )
