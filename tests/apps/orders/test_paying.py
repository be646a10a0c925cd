"""Money before the door: paid once, given up in time, given back when nothing comes of the order."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from evenhand.adapters.payment.fake import Callback, FakePayment
from evenhand.apps.journal import models as journal
from evenhand.apps.journal.sockets import socket
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries, services
from evenhand.apps.orders.ports import Standing
from evenhand.apps.orders.services import Settled
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState
from tests.apps import rows

TEN = datetime(2026, 12, 5, 2, tzinfo=UTC)
LAPSED = TEN + timedelta(minutes=30)


@pytest.fixture
def gateway() -> FakePayment:
    """The one that the rooms are plugged into."""
    found = socket("payment")
    assert isinstance(found, FakePayment)
    return found


@pytest.fixture
def order(city: str) -> UUID:
    """A prepaid order that waits for its money."""
    with city_transaction(city):
        [id] = rows.order(rows.found(city, TEN, pay="prepay"), 1)
    return id


def start(city: str, order: UUID, at: datetime = TEN) -> UUID:
    with city_transaction(city):
        return services.start_payment(city=city, at=at, order_id=order).id


def settle(city: str, told: Callback, at: datetime = TEN) -> Settled:
    with city_transaction(city):
        return services.settle_payment(city=city, at=at, headers=told.headers, body=told.body)


def lapse(city: str, *orders: UUID, at: datetime = LAPSED) -> list[UUID]:
    with city_transaction(city):
        return services.lapse(city=city, at=at, order_ids=orders)


def refund(city: str, *orders: UUID) -> int:
    with city_transaction(city):
        return services.refund(city=city, at=LAPSED, order_ids=orders)


def state(city: str, order: UUID) -> OrderState:
    with city_transaction(city):
        found = queries.order(city=city, id=order)
    assert found is not None
    return found.state


def standings(city: str, order: UUID) -> list[Standing]:
    with city_transaction(city):
        return [payment.standing for payment in queries.payments(city=city, order_ids=[order])]


def facts(city: str, order: UUID) -> list[str]:
    with city_transaction(city):
        rows = journal.Event.objects.filter(city=city, subject=order).order_by("id")
        return list(rows.values_list("kind", flat=True))


def test_a_paid_order_is_paid_once_however_often_the_gateway_says_so(
    city: str, order: UUID, gateway: FakePayment
) -> None:
    told = gateway.pay(city=city, payment_id=start(city, order))
    assert [settle(city, told) for _ in range(3)] == [Settled.PAID, Settled.REPEATED, Settled.REPEATED]
    assert state(city, order) is OrderState.PAID
    assert facts(city, order) == ["OrderPlaced", "OrderPaid"]


def test_asking_twice_for_the_same_order_asks_for_one_payment(city: str, order: UUID) -> None:
    assert start(city, order) == start(city, order)
    assert standings(city, order) == [Standing.ASKED]


def test_a_callback_changed_on_the_way_settles_nothing(city: str, order: UUID, gateway: FakePayment) -> None:
    told = gateway.pay(city=city, payment_id=start(city, order))
    forged = Callback(told.headers, told.body.replace(b"700", b"7"))
    assert forged.body != told.body
    with pytest.raises(Refused) as refusal:
        settle(city, forged)
    assert refusal.value.reason is Reason.NOT_ALLOWED
    assert state(city, order) is OrderState.PLACED


def test_the_gateways_own_word_about_another_amount_settles_nothing(
    city: str, order: UUID, gateway: FakePayment
) -> None:
    payment = start(city, order)
    gateway.pay(city=city, payment_id=payment)
    with pytest.raises(Refused) as refusal:
        settle(city, gateway.tell(city=city, payment_id=payment, amount_fen=699))
    assert (refusal.value.reason, refusal.value.field) == (Reason.INPUT_INVALID, "amount_fen")
    assert (state(city, order), standings(city, order)) == (OrderState.PLACED, [Standing.ASKED])


def test_a_true_callback_of_another_city_or_of_no_payment_of_ours_is_not_found(
    city: str, order: UUID, gateway: FakePayment
) -> None:
    strange = uuid4()
    for slug in (city, "elsewhere"):
        gateway.create(city=slug, payment_id=strange, amount_fen=700, pay_by=LAPSED)
        with pytest.raises(Refused) as refusal:
            settle(city, gateway.pay(city=slug, payment_id=strange))
        assert refusal.value.reason is Reason.NOT_FOUND


def test_an_order_not_paid_in_time_is_cancelled_and_its_payment_closed(
    city: str, order: UUID, gateway: FakePayment
) -> None:
    payment = start(city, order)
    assert lapse(city, order, at=LAPSED - timedelta(seconds=1)) == []
    assert lapse(city, order) == [order]
    assert lapse(city, order) == []
    assert (state(city, order), standings(city, order)) == (OrderState.CANCELLED, [Standing.CLOSED])
    assert gateway.query(city=city, payment_id=payment) is Standing.CLOSED
    assert facts(city, order) == ["OrderPlaced", "OrderCancelled"]


def test_money_that_came_in_the_last_moment_keeps_the_order(city: str, order: UUID, gateway: FakePayment) -> None:
    """The gateway was paid, its callback is still on the way, and the order's time is over."""
    told = gateway.pay(city=city, payment_id=start(city, order))
    assert lapse(city, order) == []
    assert state(city, order) is OrderState.PAID
    assert settle(city, told, at=LAPSED) is Settled.REPEATED


def test_money_for_an_order_given_up_goes_straight_back(city: str, order: UUID, gateway: FakePayment) -> None:
    payment = start(city, order)
    told = gateway.pay(city=city, payment_id=payment)
    with city_transaction(city):
        services.cancel(city=city, at=TEN, order_ids=[order], reason="withdrawn")
    assert settle(city, told) is Settled.LATE
    assert settle(city, told) is Settled.REPEATED
    assert (state(city, order), standings(city, order)) == (OrderState.CANCELLED, [Standing.REFUNDED])
    assert gateway.query(city=city, payment_id=payment) is Standing.REFUNDED


@pytest.mark.parametrize("paid", [True, False])
def test_a_cancelled_order_gives_its_money_back_once_or_takes_none(
    city: str, order: UUID, gateway: FakePayment, paid: bool
) -> None:
    payment = start(city, order)
    if paid:
        settle(city, gateway.pay(city=city, payment_id=payment))
    assert refund(city, order) == 0, "the order still stands"
    with city_transaction(city):
        assert services.cancel(city=city, at=TEN, order_ids=[order], reason="withdrawn") == [order]
    assert [refund(city, order), refund(city, order)] == [int(paid), 0]
    assert standings(city, order) == [Standing.REFUNDED if paid else Standing.CLOSED]


def test_a_payment_is_asked_for_only_while_the_order_waits_for_it(city: str, order: UUID) -> None:
    with pytest.raises(Refused) as late:
        start(city, order, at=LAPSED)
    lapse(city, order)
    with pytest.raises(Refused) as cancelled:
        start(city, order)
    with pytest.raises(Refused) as unknown:
        start(city, uuid4())
    reasons = [each.value.reason for each in (late, cancelled, unknown)]
    assert reasons == [Reason.PAYMENT_LATE, Reason.WRONG_STATE, Reason.NOT_FOUND]
