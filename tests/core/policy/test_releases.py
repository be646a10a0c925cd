"""When releases are, in the city's own hours, and what the gate is told of one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from evenhand.core.policy import District, coming_windows, frozen, parse_city, release_terms, release_window
from evenhand.core.terms import CitySlug, LimitRule, Mode, Place, ReleaseTerms, UnitsRule, Window
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
    own = frozen(RICE, quota=50, districts=[])
    terms = release_terms(CitySlug("lakeside"), own, campaign=campaign, release=release, window=window)
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


def test_a_frozen_release_names_its_districts_and_its_quota() -> None:
    own = frozen(OIL, quota=120, districts=["east", "hills"])
    assert (own.quota, own.service_area.districts) == (120, ("east", "hills"))
    assert own.price == OIL.price


@pytest.mark.parametrize("quota", [0, -1, 7])
def test_a_quota_is_whole_packs(quota: int) -> None:
    policy = replace(RICE, good=replace(RICE.good, units_per_pack=5))
    with pytest.raises(ValueError, match="multiple of 5"):
        frozen(policy, quota=quota, districts=[])


def test_terms_are_made_of_frozen_releases_only() -> None:
    window = Window(datetime(2026, 12, 5, tzinfo=ZONE), datetime(2026, 12, 6, tzinfo=ZONE))
    with pytest.raises(ValueError, match="names the districts"):
        release_terms(CitySlug("lakeside"), OIL, campaign=UUID(int=1), release=UUID(int=2), window=window)


def test_a_district_without_a_place_lies_where_its_outlets_are() -> None:
    bare = replace(CITY, city=replace(CITY.city, districts=(District(code="east"), District(code="moon"))))
    assert bare.center(bare.city.districts[0]) == CITY.outlets[0].at
    middle = bare.center(bare.city.districts[1])
    assert (middle.lon, middle.lat) == pytest.approx((87.6, 43.812))
    assert CITY.center(CITY.city.districts[2]) == Place(87.20, 43.40)
