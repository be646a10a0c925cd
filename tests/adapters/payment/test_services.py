"""The real adapters of WeChat Pay and Alipay, with their unmodified SDKs, against fakes that check every signature."""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from evenhand.adapters.fakes.server import Callback
from evenhand.adapters.payment.alipay import Alipay
from evenhand.adapters.payment.fakes.alipay import FakeAlipay
from evenhand.adapters.payment.fakes.books import Refusal
from evenhand.adapters.payment.fakes.rsa import Pair
from evenhand.adapters.payment.fakes.wechat import FakeWechat
from evenhand.adapters.payment.wechat import WechatPay
from evenhand.apps.orders.ports import PaymentGateway, Standing
from evenhand.core.errors import Reason, Refused

CITY = "testing"
DOORS = "http://127.0.0.1:9/{city}/payments/paid"
SOON = datetime.now(UTC) + timedelta(minutes=30)
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
KINDS: dict[str, tuple[Callable[[str], Any], Callable[[Mapping[str, Any]], PaymentGateway]]] = {
    "wechat": (FakeWechat, WechatPay),
    "alipay": (FakeAlipay, Alipay),
}


class Service:
    """A fake service, our adapter to it, and what a payer does."""

    def __init__(self, kind: str, fake: Any, gateway: PaymentGateway) -> None:
        self.kind, self.fake, self.gateway = kind, fake, gateway

    def ask(self, id: UUID, fen: int = 450, city: str = CITY) -> None:
        bid = self.gateway.create(city=city, payment_id=id, amount_fen=fen, pay_by=SOON)
        if self.kind == "alipay":
            self.fake.open(bid.link)

    def pay(self, id: UUID) -> Callback:
        told: Callback = self.fake.pay(id.hex)
        return told

    def believe(self, told: Callback, body: bytes | None = None, **headers: str) -> Reason | UUID:
        try:
            return self.gateway.verify_callback(
                headers={**told.headers, **headers}, body=told.body if body is None else body
            ).payment_id
        except Refused as refused:
            return refused.reason


@pytest.fixture(scope="module", params=list(KINDS))
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    make, adapter = KINDS[request.param]
    with make(DOORS) as fake:
        yield Service(request.param, fake, adapter(fake.account))


@pytest.fixture
def asked(service: Service) -> UUID:
    id = uuid4()
    service.ask(id)
    return id


def _reason(act: Callable[[], object]) -> Reason:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.reason


@pytest.mark.req("people:R8")
def test_a_payment_from_asking_to_money_back(service: Service, asked: UUID) -> None:
    gateway = service.gateway
    assert gateway.query(city=CITY, payment_id=asked) is Standing.ASKED
    assert _reason(lambda: gateway.refund(city=CITY, payment_id=asked)) is Reason.WRONG_STATE
    told = service.pay(asked)
    receipt = gateway.verify_callback(headers=told.headers, body=told.body)
    assert (receipt.city, receipt.payment_id, receipt.amount_fen) == (CITY, asked, 450)
    assert service.believe(service.pay(asked)) == asked
    assert gateway.query(city=CITY, payment_id=asked) is Standing.PAID
    assert gateway.close(city=CITY, payment_id=asked) is Standing.PAID
    assert [gateway.refund(city=CITY, payment_id=asked) for _ in range(2)] == [Standing.REFUNDED] * 2
    assert gateway.query(city=CITY, payment_id=asked) is Standing.REFUNDED


def test_the_city_and_the_time_to_pay_travel_with_it(service: Service, asked: UUID) -> None:
    """The adapter reached the fake at all: no other address than the account's was asked."""
    trade = service.fake.books.find(asked.hex)
    assert (trade.city, trade.amount_fen, trade.notify_url) == (CITY, 450, DOORS.replace("{city}", CITY))


def test_what_is_closed_takes_no_money(service: Service, asked: UUID) -> None:
    gateway = service.gateway
    assert [gateway.close(city=CITY, payment_id=asked) for _ in range(2)] == [Standing.CLOSED] * 2
    with pytest.raises(Refusal, match="closed"):
        service.pay(asked)


def test_another_citys_payment_is_not_found(service: Service, asked: UUID) -> None:
    assert _reason(lambda: service.gateway.query(city="elsewhere", payment_id=asked)) is Reason.NOT_FOUND


def test_any_changed_byte_of_a_callback_is_noticed(service: Service, asked: UUID) -> None:
    told = service.pay(asked)
    for place in range(0, len(told.body), 7):
        body = bytearray(told.body)
        body[place] ^= 1
        assert service.believe(told, bytes(body)) is Reason.NOT_ALLOWED


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xfe", b"a=b", b"sign=x&sign_type=RSA", b"[" * 10_000])
def test_rubbish_is_no_callback(service: Service, asked: UUID, body: bytes) -> None:
    assert service.believe(service.pay(asked), body) is Reason.NOT_ALLOWED


def test_a_callback_with_another_amount_says_that_amount(service: Service, asked: UUID) -> None:
    """It is for the orders' room to compare: the adapter tells what was signed."""
    service.pay(asked)
    told = service.fake.tell(service.fake.books.find(asked.hex), amount_fen=1)
    assert service.gateway.verify_callback(headers=told.headers, body=told.body).amount_fen == 1


def test_a_tampered_answer_is_no_answer(service: Service, asked: UUID, caplog: pytest.LogCaptureFixture) -> None:
    service.fake.mood.tampered = 1
    with caplog.at_level(logging.WARNING, "evenhand.payment"):
        assert _reason(lambda: service.gateway.query(city=CITY, payment_id=asked)) is Reason.UNAVAILABLE
    assert caplog.records
    assert service.gateway.query(city=CITY, payment_id=asked) is Standing.ASKED


def test_an_answer_that_got_lost_is_found_by_asking_again(service: Service, asked: UUID) -> None:
    service.pay(asked)
    service.fake.mood.mute = "refund"
    assert _reason(lambda: service.gateway.refund(city=CITY, payment_id=asked)) is Reason.UNAVAILABLE
    assert service.fake.books.find(asked.hex).state == "refunded"
    assert service.gateway.refund(city=CITY, payment_id=asked) is Standing.REFUNDED


def test_the_service_refuses_a_merchant_with_another_key(service: Service, asked: UUID) -> None:
    """The fake is none that believes anybody."""
    name = "private_key" if service.kind == "wechat" else "app_private_key"
    impostor = KINDS[service.kind][1]({**service.fake.account, name: Pair().private_pem})
    assert _reason(lambda: impostor.query(city=CITY, payment_id=asked)) is Reason.WRONG_STATE


def test_another_services_word_is_refused(service: Service, asked: UUID) -> None:
    told = service.pay(asked)
    name = "public_key" if service.kind == "wechat" else "alipay_public_key"
    ours = KINDS[service.kind][1]({**service.fake.account, name: Pair().public_pem})
    assert _reason(lambda: ours.verify_callback(headers=told.headers, body=told.body)) is Reason.NOT_ALLOWED


def test_the_days_list_has_what_was_paid_and_only_this_citys(service: Service) -> None:
    mine, unpaid, other = uuid4(), uuid4(), uuid4()
    service.ask(mine, 1234)
    service.ask(unpaid)
    service.ask(other, city="elsewhere")
    for id in (mine, other):
        service.pay(id)
    listed = {each.payment_id: each.amount_fen for each in service.gateway.received(city=CITY, day=TODAY)}
    assert listed[mine] == 1234
    assert not {unpaid, other} & listed.keys()
    assert service.gateway.received(city=CITY, day=date(2020, 2, 10)) == []


def test_asking_again_asks_once_and_another_amount_is_refused() -> None:
    with FakeWechat(DOORS) as fake:
        gateway, id = WechatPay(fake.account), uuid4()
        first, second = (gateway.create(city=CITY, payment_id=id, amount_fen=450, pay_by=SOON) for _ in range(2))
        assert first == second
        again = _reason(lambda: gateway.create(city=CITY, payment_id=id, amount_fen=451, pay_by=SOON))
        assert again is Reason.KEY_REUSED
        assert _reason(lambda: gateway.query(city=CITY, payment_id=uuid4())) is Reason.NOT_FOUND


def test_a_link_that_nobody_opened_is_asked_and_can_be_closed() -> None:
    with FakeAlipay(DOORS) as fake:
        gateway, id = Alipay(fake.account), uuid4()
        assert gateway.query(city=CITY, payment_id=id) is Standing.ASKED
        assert gateway.close(city=CITY, payment_id=id) is Standing.CLOSED


def test_a_callback_recorded_yesterday_is_refused_today() -> None:
    with FakeWechat(DOORS, clock=lambda: datetime.now(UTC) - timedelta(minutes=6)) as fake:
        gateway, id = WechatPay(fake.account), uuid4()
        gateway.create(city=CITY, payment_id=id, amount_fen=450, pay_by=SOON)
        told = fake.pay(id.hex)
        assert _reason(lambda: gateway.verify_callback(headers=told.headers, body=told.body)) is Reason.NOT_ALLOWED


def test_a_strangers_serial_makes_nobody_fetch_certificates() -> None:
    with FakeWechat(DOORS) as fake:
        gateway, id = WechatPay(fake.account | {"gateway": "http://127.0.0.1:9"}), uuid4()
        fake.books.ask(id.hex, 450, CITY, DOORS)
        headers = {**fake.pay(id.hex).headers, "Wechatpay-Serial": "7777"}
        assert _reason(lambda: gateway.verify_callback(headers=headers, body=b"{}")) is Reason.NOT_ALLOWED


def test_a_service_that_is_away_is_unavailable() -> None:
    with FakeWechat(DOORS) as wechat, FakeAlipay(DOORS) as alipay:
        accounts = wechat.account, alipay.account
    for gateway in (WechatPay(accounts[0]), Alipay(accounts[1])):
        assert _reason(lambda gateway=gateway: gateway.query(city=CITY, payment_id=uuid4())) is Reason.UNAVAILABLE
