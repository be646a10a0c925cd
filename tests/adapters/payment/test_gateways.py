"""What every payment gateway keeps, whoever runs it: the contract of `orders.ports.PaymentGateway`."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from evenhand.adapters.payment import webhooks
from evenhand.adapters.payment.fake import FakePayment
from evenhand.apps.orders.ports import PaymentGateway, Receipt, Standing
from evenhand.core.errors import Reason, Refused

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
CITY = "testing"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gateway(tmp_path: Path, clock: Clock) -> FakePayment:
    return FakePayment(tmp_path / "fakepay", clock)


@pytest.fixture
def asked(gateway: FakePayment) -> UUID:
    id = uuid4()
    gateway.create(city=CITY, payment_id=id, amount_fen=450, pay_by=NOON + timedelta(minutes=30))
    return id


def _reason(act: Callable[[], object]) -> Reason:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.reason


def test_it_is_a_gateway(gateway: FakePayment) -> None:
    plugged: PaymentGateway = gateway
    assert plugged.name == "fake"


def test_asking_twice_is_asking_once(gateway: FakePayment) -> None:
    id = uuid4()
    first = gateway.create(city=CITY, payment_id=id, amount_fen=450, pay_by=NOON)
    assert gateway.create(city=CITY, payment_id=id, amount_fen=450, pay_by=NOON) == first
    assert gateway.query(city=CITY, payment_id=id) is Standing.ASKED
    other = _reason(lambda: gateway.create(city=CITY, payment_id=id, amount_fen=451, pay_by=NOON))
    assert other is Reason.KEY_REUSED


def test_a_callback_says_what_was_paid(gateway: FakePayment, asked: UUID) -> None:
    told = gateway.pay(city=CITY, payment_id=asked)
    receipt = gateway.verify_callback(headers=told.headers, body=told.body)
    assert (receipt.city, receipt.payment_id, receipt.amount_fen) == (CITY, asked, 450)
    assert gateway.query(city=CITY, payment_id=asked) is Standing.PAID
    assert gateway.received(city=CITY, day=NOON.date()) == [receipt]
    assert gateway.received(city=CITY, day=NOON.date() + timedelta(days=1)) == []


def test_paying_twice_takes_money_once(gateway: FakePayment, asked: UUID) -> None:
    first, second = (gateway.pay(city=CITY, payment_id=asked) for _ in range(2))
    assert first == second
    assert len(gateway.received(city=CITY, day=NOON.date())) == 1


def test_what_is_closed_takes_no_money_and_what_is_paid_can_not_be_closed(gateway: FakePayment, asked: UUID) -> None:
    paid = uuid4()
    gateway.create(city=CITY, payment_id=paid, amount_fen=1, pay_by=NOON)
    gateway.pay(city=CITY, payment_id=paid)
    assert gateway.close(city=CITY, payment_id=paid) is Standing.PAID
    assert gateway.close(city=CITY, payment_id=asked) is Standing.CLOSED
    assert gateway.close(city=CITY, payment_id=asked) is Standing.CLOSED
    assert _reason(lambda: gateway.pay(city=CITY, payment_id=asked)) is Reason.PAYMENT_LATE


def test_money_goes_back_once_and_only_if_it_came(gateway: FakePayment, asked: UUID) -> None:
    assert _reason(lambda: gateway.refund(city=CITY, payment_id=asked)) is Reason.WRONG_STATE
    gateway.pay(city=CITY, payment_id=asked)
    assert gateway.refund(city=CITY, payment_id=asked) is Standing.REFUNDED
    assert gateway.refund(city=CITY, payment_id=asked) is Standing.REFUNDED


@pytest.mark.parametrize("act", ["query", "close", "refund"])
def test_an_unknown_payment_or_another_citys_is_not_found(gateway: FakePayment, asked: UUID, act: str) -> None:
    assert _reason(lambda: getattr(gateway, act)(city=CITY, payment_id=uuid4())) is Reason.NOT_FOUND
    assert _reason(lambda: getattr(gateway, act)(city="elsewhere", payment_id=asked)) is Reason.NOT_FOUND


def test_any_changed_byte_of_a_callback_is_noticed(gateway: FakePayment, asked: UUID) -> None:
    told = gateway.pay(city=CITY, payment_id=asked)
    for place in range(len(told.body)):
        body = bytearray(told.body)
        body[place] ^= 1
        assert _refused(gateway, told.headers, bytes(body)) is Reason.NOT_ALLOWED


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_changed_or_missing_header_is_noticed(gateway: FakePayment, asked: UUID, header: str) -> None:
    told = gateway.pay(city=CITY, payment_id=asked)
    assert _refused(gateway, {**told.headers, header: "1"}, told.body) is Reason.NOT_ALLOWED
    assert _refused(gateway, {h: v for h, v in told.headers.items() if h != header}, told.body) is Reason.NOT_ALLOWED
    assert _refused(gateway, {**told.headers, header: "v1a,été \ud800"}, told.body) is Reason.NOT_ALLOWED


def test_a_callback_recorded_yesterday_is_refused_today(gateway: FakePayment, clock: Clock, asked: UUID) -> None:
    told = gateway.pay(city=CITY, payment_id=asked)
    clock.now = NOON + webhooks.TOLERANCE
    gateway.verify_callback(headers=told.headers, body=told.body)
    clock.now += timedelta(seconds=1)
    assert _refused(gateway, told.headers, told.body) is Reason.NOT_ALLOWED


def test_another_gateways_word_is_refused(gateway: FakePayment, clock: Clock, asked: UUID, tmp_path: Path) -> None:
    impostor = FakePayment(tmp_path / "impostor", clock)
    impostor.create(city=CITY, payment_id=asked, amount_fen=450, pay_by=NOON)
    told = impostor.pay(city=CITY, payment_id=asked)
    assert _refused(gateway, told.headers, told.body) is Reason.NOT_ALLOWED


def test_one_valid_signature_among_several_is_enough(gateway: FakePayment, asked: UUID) -> None:
    """Standard Webhooks allows several, so that keys can be rotated; header names may come in any case."""
    told = gateway.pay(city=CITY, payment_id=asked)
    several = f"v1,c29tZXRoaW5n v1a,AAAA {told.headers['webhook-signature']}"
    headers = {name.title(): value for name, value in {**told.headers, "webhook-signature": several}.items()}
    assert isinstance(gateway.verify_callback(headers=headers, body=told.body), Receipt)


def test_two_processes_share_the_gateways_books(
    gateway: FakePayment, clock: Clock, asked: UUID, tmp_path: Path
) -> None:
    elsewhere = FakePayment(tmp_path / "fakepay", clock)
    told = elsewhere.pay(city=CITY, payment_id=asked)
    assert gateway.verify_callback(headers=told.headers, body=told.body).payment_id == asked
    assert gateway.query(city=CITY, payment_id=asked) is Standing.PAID


def test_the_books_and_the_key_are_for_their_owner_alone(gateway: FakePayment, asked: UUID, tmp_path: Path) -> None:
    gateway.pay(city=CITY, payment_id=asked)
    assert (tmp_path / "fakepay").stat().st_mode & 0o077 == 0
    assert (tmp_path / "fakepay" / "gateway.key").stat().st_mode & 0o077 == 0


def _refused(gateway: FakePayment, headers: Mapping[str, str], body: bytes) -> Reason:
    return _reason(lambda: gateway.verify_callback(headers=headers, body=body))
