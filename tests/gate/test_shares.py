"""Limits of households, addresses and cool-offs; parts of a quota that are kept for some, and return on time."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.core.errors import Reason
from evenhand.core.reserves import split
from evenhand.core.terms import Channel, ClaimKey, KeptFor, LimitRule, Request, Reserve, Units
from tests.gate.counter import DAY, HOUR, OPENS, Counter, ask, counter

ONE_A_PERSON = LimitRule(5, 1, 3 * DAY)


def tag(number: int) -> bytes:
    return number.to_bytes(16)


def settle(opened: Counter, requests: list[Request]) -> list[str]:
    """The final answers to a batch, in words: whoever is to ask again does, in the same order."""
    heard = line(opened, requests)
    return [heard[request.key] for request in requests]


def line(opened: Counter, requests: list[Request]) -> dict[ClaimKey, str]:
    """The same by key, in the order in which they were served: who waited for a neighbor stood behind the others."""
    heard: dict[ClaimKey, str] = {}
    waiting = requests
    while waiting:
        for request, answer in zip(waiting, opened.admit(waiting).answers, strict=True):
            if answer:
                heard[request.key] = "granted" if answer.granted else answer.reason.value
        assert len(heard) > len(requests) - len(waiting), "a batch settles at least one"
        waiting = [request for request in requests if request.key not in heard]
    return heard


@pytest.mark.req("domain:R8")
@pytest.mark.parametrize(("name", "reason"), [("household", "household_limit"), ("address", "address_limit")])
def test_a_household_and_an_address_have_limits_of_their_own(city: str, name: str, reason: str) -> None:
    limit = {f"{name}_limit": LimitRule(2, 2, 7 * DAY)}
    opened = counter(city, 10, ONE_A_PERSON, **limit)
    together = [ask(opened, who, **{name: tag(77)}) for who in (1, 2, 3)]
    assert settle(opened, together) == ["granted", "granted", reason]
    assert settle(opened, [ask(opened, 4, **{name: tag(78)}), ask(opened, 5)]) == ["granted", "granted"]


def test_the_date_of_a_refusal_is_the_first_at_which_every_limit_is_free(city: str) -> None:
    opened = counter(city, 10, ONE_A_PERSON, household_limit=LimitRule(1, 1, 7 * DAY))
    settle(opened, [ask(opened, 1, household=tag(77))])
    opened.set_clock(OPENS + HOUR)
    (refused,) = opened.admit([ask(opened, 1, household=tag(77))]).answers
    assert (refused.reason, refused.again_at) == (Reason.PERSON_LIMIT, OPENS - 10 * HOUR + 7 * DAY)


def test_who_cools_off_is_refused_with_the_date(city: str) -> None:
    opened = counter(city, 10, LimitRule(5, 5, DAY), cool_off=timedelta(days=10))
    assert settle(opened, [ask(opened, 1)]) == ["granted"]
    (refused,) = opened.admit([ask(opened, 1)]).answers
    assert (refused.reason, refused.again_at) == (Reason.COOLING_OFF, OPENS + 10 * DAY)


def test_tags_are_kept_only_where_a_limit_needs_them(city: str) -> None:
    opened = counter(city, 10, ONE_A_PERSON, household_limit=LimitRule(5, 2, 7 * DAY))
    settle(opened, [ask(opened, 1, household=tag(77), address=tag(88))])
    assert opened.row("select household, address from claims_claim where city = %(city)s") == (tag(77), None)


def kept(*parts: tuple[KeptFor, str, int, int, time | None]) -> list[Reserve]:
    return [Reserve(kind, key, Units(units), turn, until) for kind, key, units, turn, until in parts]


@pytest.mark.req("people:H2", "domain:F8")
def test_a_reserve_is_for_those_it_is_kept_for(city: str) -> None:
    hotline = kept((KeptFor.CHANNEL, "hotline", 2, 1, None))
    opened = counter(city, 4, ONE_A_PERSON, reserves=hotline)
    web = [ask(opened, who) for who in (1, 2, 3)]
    assert settle(opened, web) == ["granted", "granted", "sold_out"]
    calls = [ask(opened, who, channel=Channel.HOTLINE) for who in (4, 5, 6)]
    assert settle(opened, calls) == ["granted", "granted", "sold_out"]
    assert opened.remaining() == 0


def test_whoever_has_a_reserve_takes_from_it_first_and_then_from_what_is_free(city: str) -> None:
    parts = kept((KeptFor.CHANNEL, "hotline", 1, 1, None), (KeptFor.DISTRICT, "north", 1, 2, None))
    opened = counter(city, 3, ONE_A_PERSON, reserves=parts)
    calls = [ask(opened, who, channel=Channel.HOTLINE) for who in (1, 2, 3)]
    assert settle(opened, calls) == ["granted"] * 3
    rows = opened.connection.execute("select reserve from claims_claim where city = %s order by person", [city])
    assert [number for (number,) in rows] == [1, 2, None]
    assert opened.admit([ask(opened, 9)]).left.total == 0


def test_a_priority_group_is_known_by_the_pass(city: str) -> None:
    opened = counter(city, 1, ONE_A_PERSON, reserves=kept((KeptFor.PRIORITY, "alone", 1, 1, None)))
    asks = [ask(opened, 1), ask(opened, 2, groups=("other",)), ask(opened, 3, groups=("other", "alone"))]
    assert settle(opened, asks) == ["sold_out", "sold_out", "granted"]


@pytest.mark.req("domain:F8")
def test_a_soft_reserve_is_free_to_all_from_its_hour_on_by_the_clock_alone(city: str) -> None:
    until = (OPENS + 5 * HOUR).time()
    opened = counter(city, 2, ONE_A_PERSON, reserves=kept((KeptFor.CHANNEL, "hotline", 2, 1, until)))
    opened.set_clock(OPENS + 5 * HOUR - timedelta(seconds=1))
    assert settle(opened, [ask(opened, 1)]) == ["sold_out"]
    opened.set_clock(OPENS + 5 * HOUR)
    assert settle(opened, [ask(opened, 2), ask(opened, 3), ask(opened, 4)]) == ["granted", "granted", "sold_out"]
    assert opened.remaining() == 0


def test_a_small_wish_still_finds_what_a_great_one_could_not(city: str) -> None:
    opened = counter(city, 3)
    assert settle(opened, [ask(opened, 1, units=2), ask(opened, 2, units=2), ask(opened, 3)]) == [
        "granted", "sold_out", "granted",
    ]  # fmt: skip


def test_nobody_overtakes_one_who_waits_behind_a_neighbor(city: str) -> None:
    opened = counter(city, 2, ONE_A_PERSON, household_limit=LimitRule(5, 5, DAY))
    asks = [ask(opened, 1, household=tag(7)), ask(opened, 2, household=tag(7)), ask(opened, 3)]
    assert [answer and answer.granted for answer in opened.admit(asks).answers] == [True, None, None]
    assert settle(opened, asks) == ["granted", "granted", "sold_out"]


@dataclass
class Model:
    """One request after another, as slowly and plainly as possible."""

    free: int
    reserves: list[Reserve]
    household: int
    left: list[int] = field(default_factory=list)
    homes: dict[bytes, int] = field(default_factory=dict)

    def settle(self, request: Request) -> str:
        home = self.homes.get(request.household, 0)
        if request.household != bytes(16) and home + request.units > self.household:
            return "household_limit"
        if not self.take(request):
            return "sold_out"
        self.homes[request.household] = home + request.units
        return "granted"

    def take(self, request: Request) -> bool:
        for place in split.serving(self.reserves, request.district, request.channel, request.groups):
            if self.left[place] >= request.units:
                self.left[place] -= request.units
                return True
        if self.free < request.units:
            return False
        self.free -= request.units
        return True


people = st.tuples(
    st.integers(1, 3), st.integers(0, 3), st.sampled_from(["north", "south"]), st.sampled_from(["web", "hotline"])
)


@pytest.mark.req("gate:P1", "domain:F1")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    batches=st.lists(st.lists(people, min_size=1, max_size=8), min_size=1, max_size=4),
    quota=st.integers(4, 25),
    shares=st.lists(st.integers(0, 4), min_size=3, max_size=3),
    household=st.integers(3, 6),
)
def test_any_history_ends_as_if_all_had_stood_in_one_line(
    make_city: Any, batches: list, quota: int, shares: list[int], household: int
) -> None:
    names = [(KeptFor.CHANNEL, "hotline", 1), (KeptFor.DISTRICT, "north", 2), (KeptFor.DISTRICT, "south", 2)]
    parts = [Reserve(kind, key, Units(units), turn) for (kind, key, turn), units in zip(names, shares, strict=True)]
    quota = max(quota, sum(shares))
    limit = LimitRule(household, 9, DAY, calendar_days=False)
    opened = counter(make_city(), quota, ONE_A_PERSON, household_limit=limit, reserves=parts)
    model = Model(quota - sum(shares), parts, household, list(shares))
    who = 0
    for batch in batches:
        asks = []
        for units, home, district, channel in batch:
            who += 1
            place = {"household": tag(home), "district": district, "channel": Channel(channel)}
            asks.append(ask(opened, who, units=units, **place))
        served = line(opened, asks)
        by_key = {request.key: request for request in asks}
        assert served == {key: model.settle(by_key[key]) for key in served}
    left = opened.admit([ask(opened, 10_000, units=5, district="none")]).left
    assert (left.free, list(left.kept)) == (model.free - (5 if model.free >= 5 else 0), model.left)


@pytest.mark.req("trust:R1")
@pytest.mark.parametrize(
    "broken",
    [
        "update claims_reserve set remaining = -1 where city = %(city)s",
        "update claims_reserve set remaining = total + 1 where city = %(city)s",
        "update claims_quota set poured = 1 where city = %(city)s",
        "update claims_quota set carried = total + 1 where city = %(city)s",
    ],
)
def test_the_database_itself_refuses_what_the_function_never_does(city: str, broken: str) -> None:
    opened = counter(city, 4, reserves=kept((KeptFor.CHANNEL, "hotline", 2, 1, None)))
    with pytest.raises(psycopg.IntegrityError):
        opened.connection.execute(broken, {"city": city})
