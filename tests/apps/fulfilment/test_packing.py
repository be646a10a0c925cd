"""From lots to parcels: accepted once, packed from the oldest lot that may be packed, refused in words."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from evenhand.apps.fulfilment import queries, services
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState, ParcelState
from tests.apps import rows
from tests.apps.rows import Town

TEN = datetime(2026, 12, 5, 2, tzinfo=UTC)
Counting = Callable[[int], AbstractContextManager[object]]


def accept(town: Town, **which: object) -> int:
    return services.accept_orders(city=town.city, at=TEN, outlet_id=town.north, by=town.merchant, **which)


def pack(town: Town, limit: int = 2000) -> int:
    return services.pack(city=town.city, at=TEN, outlet_id=town.north, by=town.merchant, limit=limit)


def refused(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value


def test_each_acceptance_is_one_row_and_one_fact(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        placed = rows.order(town, 5)
        assert accept(town, limit=3) == 3
        assert accept(town) == 2
        assert accept(town, order_ids=placed) == 0
        assert accept(town) == 0
        assert rows.facts(city, "OrderAccepted") == 5
        assert queries.accepted_at(city=city, order_id=placed[0]) == TEN
        assert orders.counts(city=city) == {OrderState.ACCEPTED: 5}


def test_a_merchant_accepts_only_orders_of_the_own_outlet(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        [elsewhere] = rows.order(town, 1, "south")
        assert accept(town) == 0
        assert refused(lambda: accept(town, order_ids=[elsewhere])).reason is Reason.NOT_FOUND
        assert refused(lambda: accept(town, order_ids=[uuid4()])).reason is Reason.NOT_FOUND


def test_unpaid_orders_are_not_accepted(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN, pay="prepay")
        unpaid = rows.order(town, 2)
        assert accept(town) == 0
        assert accept(town, order_ids=unpaid) == 0


def test_parcels_are_packed_from_the_oldest_lot_first(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        new, old = (receive(town, code, at=TEN + timedelta(hours=hours)) for code, hours in (("new", 1), ("old", 0)))
        rows.order(town, 3)
        accept(town)
        assert pack(town) == 3
        parcels = queries.parcels(city=city, outlet_id=town.north, state=ParcelState.PACKED)
        assert sorted((parcel.lot_id == old, parcel.lot_id == new) for parcel in parcels) == [
            (False, True),
            (True, False),
            (True, False),
        ]
        assert {lot.code: (lot.shelves.ready, lot.shelves.packed) for lot in lots(town)} == {
            "old": (0, 10),
            "new": (5, 5),
        }
        assert orders.counts(city=city) == {OrderState.PACKED: 3}


def test_packing_again_packs_nothing_twice(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        rows.stock(town, 100)
        rows.order(town, 4)
        accept(town)
        assert [pack(town, limit=3), pack(town), pack(town)] == [3, 1, 0]
        assert rows.facts(city, "ParcelPacked") == 4
        assert queries.counts(city=city) == {ParcelState.PACKED: 4}
        assert queries.unbalanced(city=city) == []


@pytest.mark.req("people:M2")
def test_a_lot_that_is_not_disinfected_is_not_packed_when_the_policy_asks(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN, disinfect=True)
        lot = rows.stock(town, 10)
        rows.order(town, 1)
        accept(town)
        refusal = refused(lambda: pack(town))
        assert (refusal.reason, refusal.facts["lots"]) == (Reason.NOT_DISINFECTED, [lots(town)[0].code])
        disinfect(town, lot)
        assert pack(town) == 1
        assert queries.stock(city=city, outlet_id=town.north) == queries.Shelves(ready=5, packed=5)


def test_disinfecting_twice_records_the_first_time(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN, disinfect=True)
        lot = rows.stock(town, 10)
        disinfect(town, lot)
        disinfect(town, lot, at=TEN + timedelta(hours=1))
        assert [found.disinfected_at for found in lots(town)] == [TEN]
        assert rows.facts(city, "LotDisinfected") == 1


def test_goods_that_need_no_disinfection_and_lots_of_others_are_not_disinfected(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        needless, elsewhere = rows.stock(town, 5), rows.stock(town, 5, "south-1")
        assert refused(lambda: disinfect(town, needless)).reason is Reason.WRONG_STATE
        assert refused(lambda: disinfect(town, elsewhere)).reason is Reason.NOT_FOUND


def test_too_little_stock_is_named_and_none_at_all_is_refused(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        rows.stock(town, 7)
        rows.order(town, 3)
        accept(town)
        assert pack(town) == 1, "two masks are left, and no order is split"
        refusal = refused(lambda: pack(town))
        assert (refusal.reason, refusal.facts) == (Reason.OUT_OF_STOCK, {"orders": 2, "units": 10})


def test_a_lot_received_twice_is_one_lot(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        assert receive(town, "A-1") == receive(town, " A-1 ")
        assert refused(lambda: receive(town, "A-1", units=11)).reason is Reason.KEY_REUSED
        assert rows.facts(city, "LotReceived") == 1
        assert queries.stock(city=city) == queries.Shelves(ready=10)


@pytest.mark.parametrize(
    ("field", "said"),
    [("units", 0), ("units", -5), ("units", 10_000_001), ("code", " "), ("code", "x" * 81), ("code", "a\nb")],
)
def test_a_lot_that_cannot_be_is_refused_by_the_field(city: str, field: str, said: object) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        refusal = refused(lambda: receive(town, **{"code": "A-1", field: said}))
        assert (refusal.reason, refusal.field) == (Reason.INPUT_INVALID, field)


def test_outlets_are_brought_up_to_date_by_their_code(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        again = services.add_outlets(city=city, outlets=town.policy.outlets)
        assert again == town.outlets
        assert [outlet.code for outlet in queries.outlets(city=city)] == ["north-1", "south-1"]


def test_two_thousand_parcels_take_a_handful_of_statements(city: str, django_assert_max_num_queries: Counting) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        rows.stock(town, 10_000)
        rows.order(town, 2000)
        with django_assert_max_num_queries(8):
            assert accept(town) == 2000
        with django_assert_max_num_queries(12):
            assert pack(town) == 2000


def receive(town: Town, code: str, *, units: int = 10, at: datetime = TEN) -> UUID:
    return services.receive_lot(
        city=town.city,
        at=at,
        outlet_id=town.north,
        campaign_id=town.campaign,
        code=code,
        source="Testing factory",
        units=units,
        by=town.merchant,
    )


def disinfect(town: Town, lot: UUID, at: datetime = TEN) -> None:
    services.disinfect_lot(city=town.city, at=at, outlet_id=town.north, lot_id=lot, by=town.merchant)


def lots(town: Town) -> list[queries.Lot]:
    return queries.lots(city=town.city, outlet_id=town.north)
