"""The database function that settles a batch: never more than there is, never twice, one answer for one key."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.core.errors import Reason
from evenhand.core.terms import LimitRule
from tests.gate.counter import DAY, HOUR, OPENS, Counter, ask, counter

SHANGHAI = ZoneInfo("Asia/Shanghai")


def words(opened: Counter, requests: list) -> list[str]:
    """The answers to a batch, in words."""
    return [
        "again" if answer is None else "granted" if answer.granted else answer.reason.value
        for answer in opened.admit(requests).answers
    ]


def test_grants_until_nothing_is_left(city: str) -> None:
    opened = counter(city, quota=3)
    assert words(opened, [ask(opened, who) for who in range(5)]) == ["granted"] * 3 + ["sold_out"] * 2
    assert (opened.remaining(), opened.granted()) == (0, 3)


@pytest.mark.req("trust:R11")
def test_who_is_inside_the_window_does_not_shadow_others(city: str) -> None:
    opened = counter(city, quota=4)
    assert words(opened, [ask(opened, 1), ask(opened, 2)]) == ["granted"] * 2
    repeaters_first = [ask(opened, 1), ask(opened, 2), ask(opened, 3), ask(opened, 4)]
    assert words(opened, repeaters_first) == ["person_limit", "person_limit", "granted", "granted"]


@pytest.mark.req("trust:R5", "trust:R6", "gate:P4")
def test_the_same_key_is_answered_the_same(city: str) -> None:
    opened = counter(city, quota=2)
    batch = [ask(opened, 1), ask(opened, 1), ask(opened, 2), ask(opened, 3)]
    assert words(opened, batch) == ["granted", "again", "granted", "sold_out"]
    for _ in range(3):
        assert words(opened, batch) == ["granted", "person_limit", "granted", "sold_out"]
    assert opened.granted() == 2


@pytest.mark.req("trust:R6", "gate:P4")
def test_a_key_means_one_request(city: str) -> None:
    opened = counter(city)
    mine = ask(opened, 1, units=2)
    assert words(opened, [mine, ask(opened, 2, key=mine.key)]) == ["granted", "key_reused"]
    others = [ask(opened, 2, units=2, key=mine.key), ask(opened, 1, units=3, key=mine.key)]
    assert words(opened, others) == ["key_reused", "key_reused"]
    elsewhere = opened.another(quota=5)
    assert words(elsewhere, [ask(elsewhere, 1, units=2, key=mine.key)]) == ["key_reused"]


def test_a_repeat_inside_one_batch_hears_the_answer(city: str) -> None:
    opened = counter(city)
    mine = ask(opened, 1)
    assert words(opened, [mine, mine, mine]) == ["granted"] * 3
    assert opened.granted() == 1


def test_the_limit_spans_the_releases_of_a_campaign(city: str) -> None:
    today = counter(city)
    tomorrow = today.another(quota=5)
    assert words(today, [ask(today, 1)]) == ["granted"]
    assert words(tomorrow, [ask(tomorrow, 1), ask(tomorrow, 2)]) == ["person_limit", "granted"]


@pytest.mark.req("trust:R10")
@pytest.mark.parametrize(
    ("calendar", "opens_again"),
    [
        (True, datetime(2026, 12, 8, tzinfo=SHANGHAI)),
        (False, OPENS + 3 * DAY),
    ],
)
def test_the_window_is_over_when_the_refusal_says(city: str, calendar: bool, opens_again: datetime) -> None:
    opened = counter(city, limit=LimitRule(5, 1, 3 * DAY, calendar))
    assert words(opened, [ask(opened, 1)]) == ["granted"]
    later = Counter(opened.terms, opened.connection).another(quota=9)
    opened.row("select 1")
    later.connection.execute("set role evenhand_owner")  # the test itself moves the closing hour, which nobody else may
    later.connection.execute(
        "update claims_quota set closes_at = closes_at + interval '9 days' where city = %s", [city]
    )
    later.connection.execute("set role evenhand_app")
    later.set_clock(opens_again - timedelta(seconds=1))
    (refused,) = later.admit([ask(later, 1)]).answers
    assert (refused.reason, refused.again_at) == (Reason.PERSON_LIMIT, opens_again)
    later.set_clock(opens_again)
    assert words(later, [ask(later, 1)]) == ["granted"]


@pytest.mark.parametrize(
    ("at", "reason"), [(OPENS - timedelta(microseconds=1), "not_open"), (OPENS + 8 * HOUR, "closed")]
)
def test_outside_the_window_nothing_is_stored(city: str, at: datetime, reason: str) -> None:
    opened = counter(city)
    opened.set_clock(at)
    request = ask(opened, 1)
    assert words(opened, [request]) == [reason]
    opened.set_clock(OPENS)
    assert words(opened, [request]) == ["granted"]


def test_every_grant_is_noted_in_the_journal_once(city: str) -> None:
    opened = counter(city, quota=3)
    opened.admit([ask(opened, who) for who in (1, 2, 2, 3, 4)])
    (noted,) = opened.row("select count(*) from journal_event where city = %(city)s and kind = 'ClaimGranted'")
    assert noted == 3


@dataclass
class Model:
    """What admission promises, written as slowly and plainly as possible: one request after another."""

    quota: int
    limit: LimitRule
    stored: dict[UUID, tuple] = field(default_factory=dict)
    windows: dict[int, list] = field(default_factory=dict)

    def settle(self, batch: list[tuple[int, int, UUID]], at: datetime) -> list[str]:
        answers = []
        persons: dict[int, UUID] = {}
        owners: dict[UUID, int] = {}
        known = set(self.stored)
        for who, units, key in batch:
            new = key not in known
            owner = new and owners.setdefault(key, who) == who
            first = owner and persons.setdefault(who, key) == key
            if key in self.stored:
                answers.append(self.repeat(who, units, key))
            elif not first:
                answers.append("again")
            else:
                word = self.fresh(who, units, at)
                self.stored[key] = (who, units, word)
                answers.append(word)
        return answers

    def repeat(self, who: int, units: int, key: UUID) -> str:
        return self.stored[key][2] if self.stored[key][:2] == (who, units) else "key_reused"

    def fresh(self, who: int, units: int, at: datetime) -> str:
        until, used, claims = self.windows.get(who, [at, 0, 0])
        if until <= at:
            until, used, claims = at + self.limit.every, 0, 0
        if used + units > self.limit.units or claims + 1 > self.limit.claims:
            return "person_limit"
        if units > self.quota:
            return "sold_out"
        self.windows[who] = [until, used + units, claims + 1]
        self.quota -= units
        return "granted"


asks = st.tuples(st.integers(0, 5), st.integers(1, 3), st.integers(0, 20))
histories = st.lists(st.tuples(st.lists(asks, min_size=1, max_size=8), st.integers(0, 40)), min_size=1, max_size=6)


@pytest.mark.req("trust:I1", "trust:I2", "trust:I4", "trust:S1")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories, quota=st.integers(1, 12), units=st.integers(3, 6), claims=st.integers(1, 3))
def test_any_history_ends_as_the_plain_model_says(
    make_city: object, history: list, quota: int, units: int, claims: int
) -> None:
    limit = LimitRule(units, claims, timedelta(hours=1), calendar_days=False)
    opened = counter(make_city(), quota, limit)
    model, at = Model(quota, limit), OPENS
    for batch, minutes in history:
        at += timedelta(minutes=minutes)
        opened.set_clock(at)
        keyed = [(who, size, UUID(int=opened.terms.release.int ^ key)) for who, size, key in batch]
        expected = model.settle(keyed, at)
        assert words(opened, [ask(opened, who, size, key) for who, size, key in keyed]) == expected
    assert (opened.remaining(), quota - opened.granted()) == (model.quota, model.quota)
