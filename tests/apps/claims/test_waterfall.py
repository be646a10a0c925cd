"""The waterfall: what comes back goes down the line, each unit once; who asks again gains nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from evenhand.apps.campaigns import services as campaigns
from evenhand.apps.cities import services as cities
from evenhand.apps.claims import models as rows_of_claims
from evenhand.apps.claims import queries as claims_read
from evenhand.apps.claims import services as claims
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import models as order_rows
from evenhand.core.lifecycle import OrderState
from evenhand.core.policy import parse_city
from evenhand.core.reserves import waterfall
from evenhand.core.terms import Channel, ClaimKey, PersonTag, Request, Units
from evenhand.flow import returns
from evenhand.worker import Worker
from tests.apps import rows
from tests.apps.at_once import at_once

OPENS = datetime(2026, 12, 5, 2, tzinfo=UTC)
DAY = timedelta(days=1)
PAY = timedelta(minutes=31)
"""A minute more than anybody has to pay."""


class Line:
    """A lobby of one city: its people, in the order in which they asked, and what they are answered."""

    def __init__(self, city: str, people: int, quota: int, hotline: int = 0) -> None:
        self.city = city
        self._found(quota, people)
        self.go_to(OPENS - timedelta(minutes=20))
        channels = [Channel.HOTLINE] * hotline + [Channel.WEB] * (people - hotline)
        self.asked = [self._wish(tag, channel) for tag, channel in zip(self.tags, channels, strict=True)]
        for request in self.asked:
            self.look(claims.ask, request=request)
        self.go_to(OPENS - timedelta(seconds=20))
        self.go_to(OPENS)
        self.look(claims.ask, request=self._wish(PersonTag(bytes(16)), Channel.WEB))
        self.go_to(OPENS)

    def _found(self, quota: int, people: int) -> None:
        text = rows.CITY.format(slug=self.city, pay="prepay", price=100, fee=0, disinfect="false")
        policy = parse_city(text.replace('"first_come"', '"lobby"'))
        self.go_to(OPENS - DAY)
        with city_transaction(self.city) as at:
            cities.load_city(policy=policy, rehearsal=True, at=at)
            fulfilment.add_outlets(city=self.city, outlets=policy.outlets)
            self.campaign = campaigns.publish(city=self.city, at=at, policy=policy.campaigns[0])
            self.release = self.schedule(quota, OPENS)
            town = rows.Town(self.city, at, policy, {}, self.campaign, self.release, uuid4())
            self.tags = rows.settle_in(town, people)
        self.go_to(OPENS - DAY)

    def schedule(self, quota: int, opens: datetime) -> UUID:
        return campaigns.schedule_release(
            city=self.city,
            at=OPENS - DAY,
            campaign_id=self.campaign,
            opens_at=opens,
            closes_at=opens + 8 * DAY / 24,
            quota=quota,
        )

    def _wish(self, tag: PersonTag, channel: Channel) -> Request:
        return Request(ClaimKey(uuid4()), self.release, tag, Units(5), "north", channel)

    def go_to(self, at: datetime) -> None:
        with city_transaction(self.city):
            journal.set_clock(city=self.city, started_at=datetime.now(UTC), city_at=at, rate=0)
        worker = Worker()
        assert any(not worker.serve(self.city) for _ in range(60)), "the worker comes to an end"

    def look[T](self, query: Callable[..., T], **asked: Any) -> T:
        with city_transaction(self.city):
            return query(city=self.city, **asked)

    def live(self) -> claims_read.Live:
        return self.look(claims_read.live, release_id=self.release)

    def order(self) -> list[PersonTag]:
        """The line, by position."""
        with city_transaction(self.city):
            places = [claims_read.place(city=self.city, key=request.key) for request in self.asked]
        return [place.person for place in sorted(places, key=lambda place: place.position)]

    def holders(self) -> list[PersonTag]:
        """Who holds a share now, by the hour at which it was granted."""
        with city_transaction(self.city):
            kept = rows_of_claims.Claim.objects.filter(city=self.city, outcome="granted", returned_at=None)
            return [PersonTag(bytes(row.person)) for row in kept.order_by("at")]


def drift(city: str) -> int:
    """By how many units the counters' `returned` differs from the claims that were given back."""
    back = rows_of_claims.Claim.objects.filter(city=city).exclude(returned_at=None)
    counted = rows_of_claims.Quota.objects.filter(city=city)
    return sum(row.returned for row in counted) - sum(row.units for row in back)


@pytest.mark.req("domain:F7", "trust:I14", "trust:R9", "domain:R10", "domain:R3")
def test_what_nobody_pays_goes_down_the_line_each_unit_once(city: str) -> None:
    line = Line(city, people=5, quota=10)
    order = line.order()
    assert set(line.holders()) == set(order[:2])
    line.go_to(OPENS + PAY)
    assert set(line.holders()) == set(order[2:4]), "the next two, not whoever asks again"
    again = line.look(claims.ask, request=line._wish(order[0], Channel.WEB))
    assert again.reason == "sold_out", "who let it lapse gains nothing by coming back"
    line.go_to(OPENS + 2 * PAY)
    assert line.holders() == [order[4]]
    figures = line.live()
    assert (figures.remaining, figures.returned, figures.poured) == (0, 20, 15)
    with city_transaction(city) as at:
        assert claims.pour(city=city, at=at, subjects=[line.release]) == 0, "nobody is asked twice"
        assert drift(city) == 0
        later = line.schedule(50, OPENS + DAY)
    line.go_to(OPENS + 9 * DAY / 24)
    assert line.look(claims_read.live, release_id=later).total == 50 + 5 + 5
    assert line.live().carried == 10


@pytest.mark.req("domain:F7")
def test_by_telephone_there_is_twice_the_time_to_pay(city: str) -> None:
    line = Line(city, people=2, quota=10, hotline=1)
    line.go_to(OPENS + PAY)
    assert line.holders() == [line.tags[0]]
    line.go_to(OPENS + 2 * PAY)
    assert line.holders() == []


@pytest.mark.req("domain:F7")
def test_a_parcel_that_nobody_took_goes_on_but_its_person_waits_for_the_next_window(city: str) -> None:
    line = Line(city, people=2, quota=5)
    first, second = line.order()
    with city_transaction(city) as at:
        order = next(row for row in order_rows.Order.objects.filter(city=city, person=first))
        order_rows.Order.objects.filter(city=city, id=order.id).update(state=OrderState.OUT)
        fact = journal.Recorded(uuid4(), at, "ParcelReturned", uuid4(), {"order": str(order.id)})
        for _ in range(2):
            returns.close_returned(city=city, at=at, facts=[fact])
        assert drift(city) == 0
        assert claims_read.free_again(city=city, campaign_id=line.campaign, person=first, at=at)
    assert line.holders() == [second]


@pytest.mark.req("domain:F7")
def test_at_night_nobody_is_offered_anything_and_in_the_morning_it_goes_on() -> None:
    quiet = (time(21), time(8))
    night = datetime(2026, 12, 5, 23, 30, tzinfo=UTC)
    assert waterfall.awake(night, quiet) == datetime(2026, 12, 6, 8, tzinfo=UTC)
    assert waterfall.awake(night + 2 * DAY / 24, quiet) == datetime(2026, 12, 6, 8, tzinfo=UTC)
    assert waterfall.awake(night - 3 * DAY / 24, quiet) == night - 3 * DAY / 24
    noon = (time(12), time(14))
    assert waterfall.awake(night.replace(hour=13), noon) == night.replace(hour=14, minute=0)
    assert waterfall.awake(night, noon) == night


@pytest.mark.req("domain:F7")
def test_the_night_puts_the_waterfall_off_until_the_morning(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(city, people=2, quota=5)
    real = waterfall.awake
    monkeypatch.setattr(waterfall, "awake", lambda local, _: real(local, (time(10), time(12))))
    line.go_to(OPENS + PAY)
    assert line.holders() == []
    line.go_to(OPENS + 2 * DAY / 24)
    assert line.holders() == [line.order()[1]]


@pytest.mark.req("trust:I14", "trust:R9")
def test_two_hands_give_the_same_claim_back_once(city: str) -> None:
    line = Line(city, people=2, quota=10)
    with city_transaction(city):
        [claim] = claims_read.of_person(city=city, person=line.tags[0], release_ids=[line.release])

    def give() -> int:
        with city_transaction(city) as at:
            return len(claims.give_back(city=city, at=at, claim_ids=[claim.id]))

    assert sorted(at_once([give, give, give])) == [0, 0, 1]
    assert line.live().returned == 5
    with city_transaction(city):
        assert drift(city) == 0


@pytest.mark.req("trust:I14")
def test_control_units_given_back_twice_are_found_and_the_database_refuses_more_than_was_granted(city: str) -> None:
    """The naive way back, which asks nobody whether the claim came back before, must be caught."""
    line = Line(city, people=2, quota=10)
    naive = "update claims_quota set returned = returned + 5 where city = %s"
    with city_transaction(city) as at:
        claims.give_back(city=city, at=at, claim_ids=[line.asked[0].key])
    with city_transaction(city), connection.cursor() as cursor:
        cursor.execute(naive, [city])
        assert drift(city) == 5
    with pytest.raises(IntegrityError, match="returned_once"), city_transaction(city), connection.cursor() as cursor:
        cursor.execute(naive, [city])


@given(st.lists(st.integers(1, 9)), st.integers(0, 40))
def test_so_many_are_served_as_units_fill_and_nobody_who_fits_is_passed(wishes: list[int], units: int) -> None:
    served = waterfall.served(wishes, units)
    left = units - sum(wishes[place] for place in served)
    assert left >= 0 and served == sorted(served)
    for place in set(range(len(wishes))) - set(served):
        before = units - sum(wishes[each] for each in served if each < place)
        assert wishes[place] > before
