"""Stock is counted, goods spoil, cold goods are measured, and what a merchant can't fulfil goes elsewhere or back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from evenhand import flow
from evenhand.apps.fulfilment import queries, services
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders_read
from evenhand.apps.orders import services as orders
from evenhand.core.errors import Reason
from evenhand.core.lifecycle import OrderState
from tests.apps import rows
from tests.apps.rows import Town
from tests.refusing import refusing

TEN = datetime(2026, 12, 5, 2, tzinfo=UTC)


def ready(town: Town) -> int:
    return queries.stock(city=town.city, outlet_id=town.north).ready


def count(town: Town, lot: UUID, counted: int, reason: str = "Counted twice.") -> int:
    said = {"city": town.city, "at": TEN, "outlet_id": town.north, "by": town.merchant}
    return services.count_stock(**said, lot_id=lot, counted=counted, reason=reason)


@pytest.mark.req("people:M4", "trust:I5")
def test_what_is_missing_is_written_off_and_what_turns_up_comes_back(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        lot = rows.stock(town, 100)
        assert (count(town, lot, 93), ready(town)) == (-7, 93)
        assert (count(town, lot, 93, ""), ready(town)) == (0, 93)
        assert (count(town, lot, 98), ready(town)) == (5, 98)
        assert queries.unbalanced(city=city) == []
        assert [each.difference for each in queries.stock_counts(city=city, outlet_id=town.north)] == [5, 0, -7]
        assert rows.facts(city, "StockCounted") == 3


@pytest.mark.parametrize(
    ("counted", "reason", "field"),
    [(-1, "x", "counted"), (101, "x", "counted"), (99, " ", "reason"), (99, "\0", "reason")],
)
def test_a_count_that_cannot_be_changes_nothing(city: str, counted: int, reason: str, field: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        lot = rows.stock(town, 100)
        with refusing(Reason.INPUT_INVALID, field):
            count(town, lot, counted, reason)
        with refusing(Reason.NOT_FOUND, "lot"):
            count(town, uuid4(), 1)
        assert ready(town) == 100


def spoiling(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr(rows, "CITY", rows.CITY.replace("grams_per_unit = 4 ", f"grams_per_unit = 4, {words} "))


def receive(town: Town, **said: Any) -> UUID:
    goods = {"outlet_id": town.north, "campaign_id": town.campaign, "source": "Farm", "units": 100, "by": town.merchant}
    return services.receive_lot(city=town.city, at=TEN, code=uuid4().hex, **goods, **said)


def accepted(town: Town, number: int) -> list[UUID]:
    placed = rows.order(town, number)
    orders.advance(city=town.city, order_ids=placed, to=OrderState.PAID)
    services.accept_orders(city=town.city, at=TEN, outlet_id=town.north, by=town.merchant, order_ids=placed)
    return placed


@pytest.mark.req("people:M3")
def test_what_spoils_first_goes_first_and_nothing_spoiled_is_packed(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spoiling(monkeypatch, 'shelf_life = "10d"')
    with city_transaction(city):
        town = rows.found(city, TEN)
        lasting, soon = receive(town), receive(town, best_before=date(2026, 12, 7))
        tonight = receive(town, best_before=date(2026, 12, 5))
        placed = accepted(town, 2)
        services.pack(city=city, at=TEN + timedelta(hours=11), outlet_id=town.north, by=town.merchant)
        lots = {parcel.lot_id for parcel in queries.parcels_of(city=city, order_ids=placed).values()}
        assert lots == {soon}
        late = accepted(town, 1)
        services.pack(city=city, at=TEN + timedelta(days=4), outlet_id=town.north, by=town.merchant)
        assert queries.parcels_of(city=city, order_ids=late)[late[0]].lot_id == lasting
        assert tonight not in lots
        with refusing(Reason.INPUT_INVALID, "best_before"):
            receive(town, best_before=date(2026, 12, 4))
        accepted(town, 1)
        with refusing(Reason.OUT_OF_STOCK, "stock"):
            services.pack(city=city, at=TEN + timedelta(days=11), outlet_id=town.north, by=town.merchant)


def test_cold_goods_are_measured_and_taken_in_only_cold(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spoiling(monkeypatch, "cold = true")
    with city_transaction(city):
        town = rows.found(city, TEN)
        for wrong in (None, 81, -401):
            with refusing(Reason.INPUT_INVALID, "temperature"):
                receive(town, temperature=wrong)
        receive(town, temperature=42)
        [lot] = queries.lots(city=city, outlet_id=town.north)
        assert lot.temperature == 42


def act(city: str, kind: str) -> None:
    """Let the corridor act on the facts of a kind that wait."""
    facts = [fact for fact in journal.take_waiting(city=city, limit=500) if fact.kind == kind]
    flow.act(kind, city=city, at=TEN, facts=facts)
    journal.finish(city=city, at=TEN, recorded=facts)


@pytest.mark.req("people:M1")
def test_a_declined_order_goes_once_to_another_outlet_and_then_back_to_its_person(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        journal.open_chain(city=city)
        [placed] = rows.order(town, 1)
        rows.stock(town, 5, "south-1")
        said = {"city": city, "at": TEN, "order_ids": [placed]}
        services.decline_orders(**said, outlet_id=town.north)
        act(city, "OrderDeclined")
        moved = orders_read.order(city=city, id=placed)
        assert moved and (moved.outlet_id, moved.state) == (town.outlets["south-1"], OrderState.PAID)
        rows.stock(town, 50, "north-1")
        services.decline_orders(**said, outlet_id=town.outlets["south-1"])
        act(city, "OrderDeclined")
        over = orders_read.order(city=city, id=placed)
        assert over and over.state is OrderState.CANCELLED


def test_what_was_accepted_and_is_short_goes_back_and_what_is_packed_does_not(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        journal.open_chain(city=city)
        first, second = accepted(town, 2)
        rows.stock(town, 5)
        services.pack(city=city, at=TEN, outlet_id=town.north, by=town.merchant)
        states = {order.id: order.state for order in orders_read.orders(city=city, ids=[first, second])}
        [short] = [id for id, state in states.items() if state is OrderState.ACCEPTED]
        said = {"city": city, "at": TEN, "outlet_id": town.north}
        assert services.decline_last(**said, state=OrderState.ACCEPTED, many=5) == 1
        act(city, "OrderDeclined")
        order = orders_read.order(city=city, id=short)
        assert order and order.state is OrderState.CANCELLED
        with refusing(Reason.WRONG_STATE, "order"):
            services.decline_orders(**said, order_ids=[first, second])
        with refusing(Reason.NOT_FOUND, "order"):
            services.decline_orders(city=city, at=TEN, outlet_id=town.outlets["south-1"], order_ids=[first])
        with refusing(Reason.INPUT_INVALID, "many"):
            services.decline_last(**said, state=OrderState.ACCEPTED, many=0)
