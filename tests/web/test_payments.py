"""Money through real adapters: callbacks come in over HTTP, twice, late, tampered, with another amount."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from evenhand.adapters.fakes.server import Callback
from evenhand.adapters.payment.fakes.alipay import FakeAlipay
from evenhand.adapters.payment.fakes.books import Trade
from evenhand.adapters.payment.fakes.wechat import FakeWechat
from evenhand.apps.journal.sockets import socket
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries, services
from evenhand.core.lifecycle import OrderState
from evenhand.core.reconciling import Difference
from tests.apps import rows

NOW = datetime.now(UTC)
TODAY = NOW.astimezone(ZoneInfo("Asia/Shanghai")).date()
DOORS = "http://127.0.0.1:9/{city}/payments/paid"
FAKES = {"wechat": FakeWechat, "alipay": FakeAlipay}
ADAPTERS = {
    "wechat": "evenhand.adapters.payment.wechat.WechatPay",
    "alipay": "evenhand.adapters.payment.alipay.Alipay",
}


class Till:
    """A city whose prepaid orders are paid through a service."""

    def __init__(self, city: str, kind: str, fake: FakeWechat | FakeAlipay) -> None:
        self.city, self.kind, self.fake = city, kind, fake
        with city_transaction(city):
            self.orders = rows.order(rows.found(city, NOW, pay="prepay"), 4)

    def ask(self, order: UUID) -> str:
        with city_transaction(self.city):
            asked = services.start_payment(city=self.city, at=NOW, order_id=order)
        if isinstance(self.fake, FakeAlipay):
            self.fake.open(asked.link)
        return asked.id.hex

    def tell(self, told: Callback) -> tuple[int, str]:
        kind = told.headers["Content-Type"]
        answer = Client().post(f"/{self.city}/payments/paid", told.body, content_type=kind, headers=dict(told.headers))
        return answer.status_code, answer.content.decode()

    def state(self, order: UUID) -> OrderState:
        with city_transaction(self.city):
            found = queries.order(city=self.city, id=order)
        assert found is not None
        return found.state

    def trade(self, number: str) -> Trade:
        return self.fake.books.find(number)


@pytest.fixture(params=list(FAKES))
def till(request: pytest.FixtureRequest, city: str, settings: Settings) -> Iterator[Till]:
    kind = request.param
    with FAKES[kind](DOORS) as fake:
        settings.EVENHAND_ACCOUNTS = {kind: fake.account}
        settings.EVENHAND_ADAPTERS = settings.EVENHAND_ADAPTERS | {"payment": ADAPTERS[kind]}
        socket.cache_clear()
        yield Till(city, kind, fake)
    socket.cache_clear()


@pytest.mark.req("people:R8")
def test_a_days_callbacks_come_twice_late_tampered_and_with_another_amount(till: Till) -> None:
    paid, wrong, late, lost = till.orders
    number = till.ask(paid)
    told = till.fake.pay(number)
    assert [till.tell(told) for _ in range(2)] == [(200, socket("payment").thanks)] * 2
    assert till.state(paid) is OrderState.PAID

    number = till.ask(wrong)
    till.fake.books.pay(number)
    assert till.tell(till.fake.tell(till.trade(number), amount_fen=1)) == (400, "input_invalid")
    told = till.fake.tell(till.trade(number))
    assert till.tell(Callback(told.url, told.headers, told.body.replace(b"a", b"b")))[0] == 400
    assert till.state(wrong) is OrderState.PLACED

    number = till.ask(late)
    with city_transaction(till.city):
        services.cancel(city=till.city, at=NOW, order_ids=[late], reason="payment_late")
    assert till.tell(till.fake.pay(number)) == (200, socket("payment").thanks)
    assert (till.state(late), till.trade(number).state) == (OrderState.CANCELLED, "refunded")

    number = till.ask(lost)
    till.fake.pay(number)
    with city_transaction(till.city):
        assert services.look_after(city=till.city, at=NOW, order_id=lost)
    assert till.state(lost) is OrderState.PAID


def test_the_days_list_is_compared_and_each_difference_named(till: Till) -> None:
    fine, unpaid_here, unpaid_there, _ = till.orders
    till.tell(till.fake.pay(till.ask(fine)))
    till.fake.pay(missed := till.ask(unpaid_here))
    till.tell(till.fake.pay(gone := till.ask(unpaid_there)))
    till.fake.books.forget(gone)
    till.fake.books.ask(stranger := UUID(int=7).hex, 900, till.city, DOORS)
    till.fake.books.pay(stranger)
    with city_transaction(till.city):
        found = queries.differences(city=till.city, day=TODAY)
    assert {(each.payment.hex, each.difference) for each in found} == {
        (missed, Difference.UNPAID_HERE),
        (gone, Difference.UNPAID_THERE),
        (stranger, Difference.UNKNOWN_HERE),
    }


def test_a_callback_to_another_citys_address_is_not_believed(till: Till, make_city: object) -> None:
    assert callable(make_city)
    other = make_city()
    told = till.fake.pay(till.ask(till.orders[0]))
    answer = Client().post(
        f"/{other}/payments/paid", told.body, content_type=told.headers["Content-Type"], headers=dict(told.headers)
    )
    assert (answer.status_code, till.state(till.orders[0])) == (400, OrderState.PLACED)
    assert settings.EVENHAND_ADAPTERS["payment"] == ADAPTERS[till.kind]
