"""At the door: the code before the goods, five guesses, one handover for good; a visit without one is a visit."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment import services as goods
from evenhand.apps.handover import models, queries, services
from evenhand.apps.handover.queries import Result
from evenhand.apps.handover.services import Outcome
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState, ParcelState, StopState
from evenhand.core.terms import Place, Proof
from tests.apps import rows
from tests.apps.rows import Ride

TEN = datetime(2026, 12, 5, 2, tzinfo=UTC)
DOOR = Place(120.001, 30.101)


@pytest.fixture
def ride(city: str) -> Ride:
    """A rider on the way with three parcels."""
    with city_transaction(city):
        return rows.ride(rows.found(city, TEN), 3)


def shown(ride: Ride, number: int = 0, at: datetime = TEN) -> queries.Shown:
    """What the resident's page shows."""
    with city_transaction(ride.city):
        services.issue_codes(city=ride.city, at=at, order_ids=ride.orders)
        found = queries.code_of(city=ride.city, order_id=ride.orders[number], at=at)
    assert found is not None
    return found


def wrong(ride: Ride) -> str:
    return f"{(int(shown(ride).digits) + 1) % 10**6:06}"


def try_code(ride: Ride, code: str, *, number: int = 0, attempt: UUID | None = None, at: datetime = TEN) -> Outcome:
    with city_transaction(ride.city):
        return services.hand_over(
            city=ride.city,
            at=at,
            attempt_id=attempt or uuid4(),
            stop_id=ride.stops[number],
            rider_id=ride.rider,
            code=code,
            place=DOOR,
        )


def fail(ride: Ride, result: Result, *, attempt: UUID | None = None) -> Outcome:
    with city_transaction(ride.city):
        return services.record_failure(
            city=ride.city,
            at=TEN,
            attempt_id=attempt or uuid4(),
            stop_id=ride.stops[0],
            rider_id=ride.rider,
            result=result,
        )


def refused(act: Callable[[], object]) -> Reason:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.reason


def states(ride: Ride) -> tuple[object, ...]:
    """Of the first parcel: parcel, order, stop."""
    with city_transaction(ride.city):
        parcel = fulfilment.parcels_by_id(city=ride.city, ids=[ride.parcels[0]])[ride.parcels[0]]
        order = orders.order(city=ride.city, id=ride.orders[0])
        stop = dispatch.stop(city=ride.city, id=ride.stops[0])
    assert order and stop
    return parcel.state, order.state, stop.state


def count(ride: Ride, kind: str) -> int:
    with city_transaction(ride.city):
        return rows.facts(ride.city, kind)


HANDED_OVER = (ParcelState.HANDED_OVER, OrderState.HANDED_OVER, StopState.HANDED_OVER)
STILL_OUT = (ParcelState.OUT, OrderState.OUT, StopState.OUT)


@pytest.mark.req("trust:S18")
@pytest.mark.parametrize("proof", [Proof.CODE, Proof.QR])
def test_the_right_code_hands_over_parcel_order_goods_and_stop_at_once(ride: Ride, proof: Proof) -> None:
    code = shown(ride).digits if proof is Proof.CODE else shown(ride).qr
    assert try_code(ride, code) == Outcome(Result.HANDED_OVER, 5)
    assert states(ride) == HANDED_OVER
    with city_transaction(ride.city):
        assert fulfilment.stock(city=ride.city) == fulfilment.Shelves(out=10, handed_over=5)
        assert fulfilment.unbalanced(city=ride.city) == []
        [handover] = queries.of_orders(city=ride.city, order_ids=ride.orders)
    assert (handover.parcel_id, handover.proof, handover.rider_id) == (ride.parcels[0], proof, ride.rider)
    assert handover.collected_fen == 700, "price and fee are paid at the door here"
    assert count(ride, "HandedOver") == 1


def test_a_wrong_code_hands_nothing_over_and_is_counted_for_good(ride: Ride) -> None:
    assert try_code(ride, wrong(ride)) == Outcome(Result.WRONG_CODE, 4)
    assert states(ride) == STILL_OUT
    assert shown(ride).tries_left == 4
    assert count(ride, "HandedOver") == 0
    assert try_code(ride, shown(ride).digits) == Outcome(Result.HANDED_OVER, 4)


@pytest.mark.req("trust:S18")
def test_five_wrong_codes_lock_even_the_right_one_out(ride: Ride) -> None:
    guesses = [try_code(ride, wrong(ride)) for _ in range(6)]
    assert guesses == [Outcome(Result.WRONG_CODE, left) for left in (4, 3, 2, 1, 0)] + [Outcome(Result.LOCKED, 0)]
    assert try_code(ride, shown(ride).digits) == Outcome(Result.LOCKED, 0)
    assert try_code(ride, shown(ride).qr) == Outcome(Result.LOCKED, 0)
    assert states(ride) == STILL_OUT


def test_a_re_issued_code_unlocks_and_the_old_one_is_wrong(ride: Ride) -> None:
    old = shown(ride)
    for _ in range(5):
        try_code(ride, wrong(ride))
    with city_transaction(ride.city):
        services.reissue_code(city=ride.city, at=TEN, order_id=ride.orders[0])
    assert try_code(ride, old.qr).result is Result.WRONG_CODE
    assert shown(ride).digits != old.digits
    assert try_code(ride, shown(ride).digits) == Outcome(Result.HANDED_OVER, 4)


@pytest.mark.req("trust:I4")
def test_a_repeat_gets_the_same_answer_and_is_no_second_try(ride: Ride) -> None:
    guess, hit = uuid4(), uuid4()
    assert [try_code(ride, wrong(ride), attempt=guess) for _ in range(3)] == [Outcome(Result.WRONG_CODE, 4)] * 3
    code = shown(ride).digits
    assert [try_code(ride, code, attempt=hit) for _ in range(3)] == [Outcome(Result.HANDED_OVER, 4)] * 3
    assert try_code(ride, "000000", attempt=guess) == Outcome(Result.WRONG_CODE, 4)
    with city_transaction(ride.city):
        assert models.Attempt.objects.filter(city=ride.city).count() == 2
    assert count(ride, "HandedOver") == 1


def test_what_was_handed_over_is_not_handed_over_again(ride: Ride) -> None:
    try_code(ride, shown(ride).digits)
    assert refused(lambda: try_code(ride, shown(ride).digits)) is Reason.WRONG_STATE
    assert refused(lambda: try_code(ride, wrong(ride))) is Reason.WRONG_STATE
    assert refused(lambda: fail(ride, Result.NOT_HOME)) is Reason.WRONG_STATE


def test_a_code_opens_its_own_order_only(ride: Ride) -> None:
    own, other = shown(ride, 0), shown(ride, 1)
    assert own.digits != other.digits
    assert try_code(ride, other.digits).result is Result.WRONG_CODE
    assert try_code(ride, other.qr).result is Result.WRONG_CODE
    assert states(ride) == STILL_OUT


def test_a_qr_shown_too_long_ago_is_no_guess(ride: Ride) -> None:
    text = shown(ride).qr
    late = TEN + queries.LIFETIME + timedelta(minutes=10)
    assert refused(lambda: try_code(ride, text, at=late)) is Reason.CODE_EXPIRED
    assert shown(ride).tries_left == 5
    assert try_code(ride, text, at=late - timedelta(seconds=1)).result is Result.HANDED_OVER


def test_nobody_but_the_rider_of_the_stop_hands_over(ride: Ride) -> None:
    stranger = Ride(ride.city, uuid4(), ride.orders, ride.parcels, ride.stops)
    assert refused(lambda: try_code(stranger, shown(ride).digits)) is Reason.NOT_ALLOWED
    nowhere = Ride(ride.city, ride.rider, ride.orders, ride.parcels, [uuid4()])
    assert refused(lambda: try_code(nowhere, shown(ride).digits)) is Reason.NOT_FOUND
    attempt = uuid4()
    try_code(ride, wrong(ride), attempt=attempt)
    assert refused(lambda: try_code(ride, shown(ride, 1).digits, number=1, attempt=attempt)) is Reason.KEY_REUSED


def test_a_door_with_nobody_behind_is_tried_as_often_as_the_policy_says(ride: Ride) -> None:
    first = uuid4()
    assert [fail(ride, Result.NOT_HOME, attempt=first) for _ in range(2)] == [Outcome(Result.NOT_HOME, 1)] * 2
    assert states(ride) == STILL_OUT
    assert fail(ride, Result.NOT_HOME) == Outcome(Result.NOT_HOME, 0)
    assert states(ride) == (ParcelState.RETURNING, OrderState.OUT, StopState.FAILED)
    assert refused(lambda: try_code(ride, shown(ride).digits)) is Reason.WRONG_STATE
    assert count(ride, "HandoverFailed") == 2


def test_after_a_failed_visit_the_next_one_may_succeed(ride: Ride) -> None:
    fail(ride, Result.NOT_HOME)
    assert try_code(ride, shown(ride).digits).result is Result.HANDED_OVER


@pytest.mark.parametrize("result", [Result.HANDED_OVER, Result.WRONG_CODE, Result.LOCKED])
def test_a_failure_is_one_of_those_there_are(ride: Ride, result: Result) -> None:
    assert refused(lambda: fail(ride, result)) is Reason.INPUT_INVALID


def test_a_parcel_scanned_back_is_out_of_the_riders_hands(ride: Ride) -> None:
    with city_transaction(ride.city):
        parcel = fulfilment.parcels_by_id(city=ride.city, ids=ride.parcels[:1])[ride.parcels[0]]
        goods.scan_back(city=ride.city, at=TEN, outlet_id=parcel.outlet_id, label=parcel.label)
    assert refused(lambda: try_code(ride, shown(ride).digits)) is Reason.WRONG_STATE


def test_a_handover_cannot_be_rewritten(ride: Ride) -> None:
    try_code(ride, shown(ride).digits)
    refused_by_the_database = pytest.raises(ProgrammingError, match="permission denied")
    for change in ("UPDATE handover_handover SET proof = 'qr'", "DELETE FROM handover_handover"):
        with city_transaction(ride.city), connection.cursor() as cursor, refused_by_the_database:
            cursor.execute(f"{change} WHERE city = '{ride.city}'")
