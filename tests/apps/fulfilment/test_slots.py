"""Pick-up slots: so many and no more, kept by the database; and a parcel collected against the same code."""

from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest

from evenhand.apps.fulfilment import queries as fulfilment_read
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.handover import queries as handover_read
from evenhand.apps.handover import services as handover
from evenhand.apps.handover.queries import Result
from evenhand.apps.handover.services import Outcome
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import services as orders
from evenhand.core.errors import Reason
from evenhand.core.lifecycle import OrderState
from evenhand.core.terms import Role, Way
from tests.apps.at_once import at_once
from tests.apps.ballots import offices
from tests.apps.ballots.offices import numbers, redeem, rows, send
from tests.refusing import refusing
from tests.web import town as towns
from tests.web.town import Town

pytestmark = pytest.mark.django_db(transaction=True)
CAPACITY = 20
"""Of every slot in the city's file."""


def found(people: int) -> tuple[Town, list[UUID], UUID]:
    """A town, claims that people redeemed, and the first slot of their outlet."""
    town = offices.found(people=people)
    listed = rows(people)
    send(town, listed)
    claims = [
        redeem(town, person, number).claim_id for person, number in zip(town.people, numbers(listed), strict=True)
    ]
    with city_transaction(town.slug) as at:
        slot = next(each for each in fulfilment_read.free(city=town.slug, at=at) if each.outlet_id == town.outlet)
    return town, [claim for claim in claims if claim], slot.id


def take(town: Town, claim: UUID, slot: UUID) -> None:
    with city_transaction(town.slug) as at:
        fulfilment.take_slot(city=town.slug, at=at, claim_id=claim, slot_id=slot)


@pytest.mark.req("domain:R17")
def test_a_slot_holds_its_capacity_when_all_come_at_once() -> None:
    town, claims, slot = found(people=CAPACITY + 5)
    for claim in claims[: CAPACITY - 5]:
        take(town, claim, slot)
    outcomes = at_once([partial(take, town, claim, slot) for claim in claims[CAPACITY - 5 :]])
    assert (outcomes.count(None), outcomes.count(Reason.SLOT_FULL)) == (5, 5)
    with city_transaction(town.slug) as at:
        assert slot not in {each.id for each in fulfilment_read.free(city=town.slug, at=at)}


@pytest.mark.req("domain:R17")
def test_a_cancelled_order_frees_its_place_once() -> None:
    town, [claim], slot = found(people=1)
    take(town, claim, slot)
    take(town, claim, slot)
    town.drain()
    order = town.order_of(town.people[0])
    assert (order.way, order.outlet_id, order.fee_fen) == (Way.OUTLET, town.outlet, 0)
    with city_transaction(town.slug) as at:
        orders.cancel(city=town.slug, at=at, order_ids=[order.id], reason="not_accepted")
    town.drain()
    with city_transaction(town.slug) as at:
        [freed] = [each for each in fulfilment_read.free(city=town.slug, at=at) if each.id == slot]
        assert freed.left == CAPACITY
        assert fulfilment.free_slots(city=town.slug, at=at, claim_ids=[claim]) == 0


def test_no_slot_is_unknown_over_or_changed_behind_ones_back() -> None:
    town, [claim], slot = found(people=1)
    with refusing(Reason.NOT_FOUND, "slot"):
        take(town, claim, uuid4())
    with city_transaction(town.slug) as at:
        others = fulfilment_read.free(city=town.slug, at=at)
    take(town, claim, slot)
    with refusing(Reason.WRONG_STATE, "slot"):
        take(town, claim, others[-1].id)


def packed(town: Town, claim: UUID, slot: UUID) -> str:
    """The label of a parcel that lies ready to be collected."""
    take(town, claim, slot)
    town.drain()
    towns.pay(town, town.people[0])
    towns.pack(town)
    with city_transaction(town.slug):
        parcel = fulfilment_read.parcel_of(city=town.slug, order_id=town.order_of(town.people[0]).id)
    assert parcel is not None
    return parcel.label


def collect(town: Town, label: str, code: str, attempt: UUID | None = None) -> Outcome:
    with city_transaction(town.slug) as at:
        return handover.pick_up(
            city=town.slug,
            at=at,
            attempt_id=attempt or uuid4(),
            outlet_id=town.outlet,
            label=label,
            code=code,
            by=town.staff[Role.MERCHANT],
        )


def test_a_parcel_is_collected_against_the_same_code_and_once() -> None:
    town, [claim], slot = found(people=1)
    label = packed(town, claim, slot)
    order = town.order_of(town.people[0])
    with city_transaction(town.slug) as at:
        shown = handover_read.code_of(city=town.slug, order_id=order.id, at=at)
    assert shown is not None, "the code is in force once the parcel is packed"
    wrong = f"{(int(shown.digits) + 1) % 10**6:06}"
    assert collect(town, label, wrong) == Outcome(Result.WRONG_CODE, 4)
    attempt = uuid4()
    assert collect(town, label.lower(), shown.qr, attempt).result is Result.HANDED_OVER
    assert collect(town, label, shown.digits, attempt).result is Result.HANDED_OVER, "the same try"
    with refusing(Reason.WRONG_STATE, "label"):
        collect(town, label, shown.digits)
    town.drain()
    assert town.order_of(town.people[0]).state is OrderState.HANDED_OVER
    with city_transaction(town.slug):
        assert fulfilment_read.unbalanced(city=town.slug) == []
        [row] = handover_read.of_orders(city=town.slug, order_ids=[order.id])
    assert row.rider_id is None
    assert offices.told(town.slug, "HandedOver") == 1


def test_five_wrong_codes_lock_at_the_counter_too_and_what_is_brought_is_not_collected() -> None:
    town, [claim], slot = found(people=1)
    label = packed(town, claim, slot)
    assert [collect(town, label, "x").tries_left for _ in range(6)] == [4, 3, 2, 1, 0, 0]
    with refusing(Reason.NOT_FOUND, "label"):
        collect(town, "ZZZZ-ZZZZ", "123456")


def test_slots_fill_the_outlets_day(transactional_db: None) -> None:
    town = offices.found(people=1)
    with city_transaction(town.slug) as at:
        mine = [each for each in fulfilment_read.free(city=town.slug, at=at) if each.outlet_id == town.outlet]
    first_day = [each for each in mine if each.starts_at < at + timedelta(hours=12)]
    assert len(first_day) == 13, "half hours from half past ten to five"
    assert {each.ends_at - each.starts_at for each in mine} == {timedelta(minutes=30)}
