"""Limits against a model that remembers every grant and counts anew each time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import limits
from evenhand.core.limits import Admitted, Full, Use
from evenhand.core.terms import LimitRule, Units

CHINA = ZoneInfo("Asia/Shanghai")
ZONES = [CHINA, ZoneInfo("Asia/Urumqi"), ZoneInfo("Europe/Berlin"), UTC]
THREE_DAYS = LimitRule(5, 1, timedelta(days=3))
FRIDAY_NIGHT = datetime(2026, 12, 4, 23, 59, tzinfo=CHINA)

RULES = st.builds(
    LimitRule,
    units=st.integers(1, 9),
    claims=st.integers(1, 3),
    every=st.integers(1, 4).map(lambda days: timedelta(days=days)),
    calendar_days=st.booleans(),
)
WISHES = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 10)), max_size=25)
"""Hours since the wish before, and units."""


@dataclass
class Model:
    """Every grant is kept. The first one that is in no window before it opens a window."""

    rule: LimitRule
    zone: tzinfo
    grants: list[tuple[datetime, int]] = field(default_factory=list)

    def ends(self, opened: datetime) -> datetime:
        """The end of the window that a first grant opens."""
        if not self.rule.calendar_days:
            return opened.astimezone(UTC) + self.rule.every
        day = opened.astimezone(self.zone).date() + self.rule.every
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)

    def window(self, at: datetime) -> tuple[list[int], datetime]:
        """What was granted in the window that runs at `at`, and its end."""
        units: list[int] = []
        end = None
        for granted_at, granted in self.grants:
            if end is None or granted_at >= end:
                units, end = [], self.ends(granted_at)
            units.append(granted)
        return (units, end) if end is not None and at < end else ([], self.ends(at))

    def wish(self, at: datetime, units: int) -> datetime | str:
        """Granted; never; or when again."""
        had, end = self.window(at)
        if units > self.rule.units:
            return "never"
        if sum(had) + units > self.rule.units or len(had) + 1 > self.rule.claims:
            return end
        self.grants.append((at, units))
        return "granted"


@given(rule=RULES, wishes=WISHES, zone=st.sampled_from(ZONES))
def test_limits_decide_as_a_memory_of_every_grant_would(
    rule: LimitRule, wishes: list[tuple[int, int]], zone: tzinfo
) -> None:
    model, use, at = Model(rule, zone), None, datetime(2026, 3, 27, 22, 30, tzinfo=UTC)
    for hours, units in wishes:
        at += timedelta(hours=hours)
        expected = model.wish(at, units)
        match limits.admit(rule, use, Units(units), at, zone):
            case Admitted(use):
                assert expected == "granted"
            case Full(again_at):
                assert expected == (again_at or "never")


@given(rule=RULES, wishes=WISHES, zone=st.sampled_from(ZONES))
def test_whoever_comes_again_when_told_is_granted(rule: LimitRule, wishes: list[tuple[int, int]], zone: tzinfo) -> None:
    use, at = None, datetime(2026, 10, 23, 22, 30, tzinfo=UTC)
    for hours, units in wishes:
        at += timedelta(hours=hours)
        decision = limits.admit(rule, use, Units(units), at, zone)
        if isinstance(decision, Full) and decision.again_at is not None:
            assert decision.again_at > at
            assert isinstance(limits.admit(rule, use, Units(units), decision.again_at, zone), Admitted)
            just_before = decision.again_at - timedelta(microseconds=1)
            assert limits.admit(rule, use, Units(units), just_before, zone) == decision
        elif isinstance(decision, Admitted):
            use = decision.use


@pytest.mark.parametrize(
    ("calendar_days", "again"),
    [(True, datetime(2026, 12, 7, tzinfo=CHINA)), (False, FRIDAY_NIGHT + timedelta(days=3))],
)
def test_days_count_from_the_citys_midnight_or_from_the_minute(calendar_days: bool, again: datetime) -> None:
    rule = LimitRule(5, 1, timedelta(days=3), calendar_days)
    first = limits.admit(rule, None, Units(5), FRIDAY_NIGHT, CHINA)
    assert isinstance(first, Admitted)
    assert limits.admit(rule, first.use, Units(5), FRIDAY_NIGHT + timedelta(days=1), CHINA) == Full(again)


def test_midnight_is_the_citys_own_and_days_keep_their_hours_when_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    eve = datetime(2026, 3, 28, 12, tzinfo=berlin)
    first = limits.admit(THREE_DAYS, None, Units(5), eve, berlin)
    assert isinstance(first, Admitted)
    assert first.use.resets_at == datetime(2026, 3, 31, tzinfo=berlin)
    assert first.use.resets_at.astimezone(UTC) - first.use.starts_at.astimezone(UTC) == timedelta(hours=71)


def test_more_than_a_window_holds_is_never_granted() -> None:
    assert limits.admit(THREE_DAYS, None, Units(6), FRIDAY_NIGHT, CHINA) == Full(None)


def test_what_was_given_back_can_be_had_again() -> None:
    first = limits.admit(THREE_DAYS, None, Units(5), FRIDAY_NIGHT, CHINA)
    assert isinstance(first, Admitted)
    returned = limits.give_back(first.use, Units(5), FRIDAY_NIGHT)
    assert (returned.units, returned.claims) == (0, 0)
    again = limits.admit(THREE_DAYS, returned, Units(5), FRIDAY_NIGHT + timedelta(hours=1), CHINA)
    assert isinstance(again, Admitted)
    assert again.use.resets_at == first.use.resets_at


def test_a_later_window_is_not_lowered_by_what_an_earlier_one_gave() -> None:
    later = Use(FRIDAY_NIGHT, FRIDAY_NIGHT + timedelta(days=3), units=5, claims=1)
    assert limits.give_back(later, Units(5), FRIDAY_NIGHT - timedelta(seconds=1)) == later
