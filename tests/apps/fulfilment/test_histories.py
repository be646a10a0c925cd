"""Whatever is done to goods, in whatever order and however often: no unit is lost, no state is skipped.

Each history is a list of verbs aimed anywhere, also where they may not go. The controls break one guard each, and must
be noticed: a check that passes without its guard proves nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.apps.fulfilment import models, queries, services
from evenhand.apps.fulfilment.services import parcels as moving
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders.models import Order
from evenhand.core import lifecycle
from evenhand.core.errors import Refused
from evenhand.core.lifecycle import Lifecycle, OrderState, ParcelState
from tests.apps import rows
from tests.apps.rows import Town

TEN = datetime(2026, 12, 5, 2, tzinfo=UTC)

ORDER_OF = {
    ParcelState.PACKED: {OrderState.PACKED},
    ParcelState.OUT: {OrderState.OUT},
    ParcelState.RETURNING: {OrderState.OUT},
    ParcelState.HANDED_OVER: {OrderState.HANDED_OVER},
    ParcelState.BACK: {OrderState.OUT, OrderState.BACK},
    ParcelState.LOST: {OrderState.CANCELLED},
}
"""How an order stands while its parcel does; the last step back is flow's."""


@dataclass
class House:
    """A town in the middle of its day."""

    town: Town
    parcels: dict[UUID, ParcelState] = field(default_factory=dict)
    lots: list[UUID] = field(default_factory=list)

    def at_outlet(self) -> dict[str, object]:
        return {"city": self.town.city, "at": TEN, "outlet_id": self.town.north}

    def some(self, among: Sequence[UUID], pick: int) -> list[UUID]:
        """A few of them, by a number: none, one, or every other one."""
        return list(among[pick % (len(among) + 1) :: 2]) if among else []


def receive(house: House, pick: int) -> None:
    house.lots.append(rows.stock(house.town, 5 + pick % 20))


def disinfect(house: House, pick: int) -> None:
    for lot in house.some(house.lots, pick):
        services.disinfect_lot(**house.at_outlet(), lot_id=lot, by=house.town.merchant)


def order(house: House, pick: int) -> None:
    rows.order(house.town, 1 + pick % 4)


def accept(house: House, pick: int) -> None:
    services.accept_orders(**house.at_outlet(), by=house.town.merchant, limit=1 + pick % 5)


def pack(house: House, pick: int) -> None:
    services.pack(**house.at_outlet(), by=house.town.merchant, limit=1 + pick % 5)


def take_out(house: House, pick: int) -> None:
    services.take_out(city=house.town.city, at=TEN, parcel_ids=house.some(list(house.parcels), pick))


def hand_over(house: House, pick: int) -> None:
    for parcel in house.some(list(house.parcels), pick)[:1]:
        services.mark_handed_over(city=house.town.city, at=TEN, parcel_id=parcel)


def turn_back(house: House, pick: int) -> None:
    services.mark_returning(city=house.town.city, parcel_ids=house.some(list(house.parcels), pick))


def scan_back(house: House, pick: int) -> None:
    known = queries.parcels_by_id(city=house.town.city, ids=house.some(list(house.parcels), pick)[:1])
    for parcel in known.values():
        services.scan_back(**house.at_outlet(), label=parcel.label.lower())


def write_off(house: House, pick: int) -> None:
    for parcel in house.some(list(house.parcels), pick)[:1]:
        services.write_off(city=house.town.city, at=TEN, parcel_id=parcel, reason="lost")


Verb = Callable[[House, int], None]
VERBS: list[Verb] = [receive, disinfect, order, accept, pack, take_out, hand_over, turn_back, scan_back, write_off]
RETRIED: set[Verb] = {disinfect, take_out, turn_back, scan_back}
"""Verbs that name what they act on: a second time, nothing more may happen."""


MORNING = [(receive, 19), (disinfect, 0), (order, 3), (accept, 4), (pack, 4), (take_out, 0), (take_out, 1)]
"""How every history begins, so that most of it happens to parcels that are out."""


def do(verb: Verb, house: House, pick: int) -> None:
    """A refusal changes nothing, as at a door."""
    try:
        with transaction.atomic():
            verb(house, pick)
    except Refused:
        return


def snapshot(city: str) -> tuple[object, ...]:
    stock = models.Stock.objects.filter(city=city).order_by("lot_id").values_list()
    return list(stock), models.Movement.objects.filter(city=city).count()


def check(house: House) -> None:
    """Every promise about goods, asked of the tables."""
    city = house.town.city
    assert queries.unbalanced(city=city) == []
    orders = dict(Order.objects.filter(city=city).values_list("id", "state"))
    for parcel in models.Parcel.objects.filter(city=city):
        now, before = ParcelState(parcel.state), house.parcels.get(parcel.id, ParcelState.PACKED)
        assert now in _reachable(lifecycle.PARCEL, before)
        assert orders[parcel.order_id] in ORDER_OF[now]
        house.parcels[parcel.id] = now
    received = sum(models.Lot.objects.filter(city=city).values_list("units", flat=True))
    shelves = queries.stock(city=city)
    assert sum(getattr(shelves, shelf) for shelf in queries.SHELVES) == received


def _reachable(table: Lifecycle[ParcelState], state: ParcelState) -> set[ParcelState]:
    following = {further for each in table.moves[state] for further in _reachable(table, each)}
    return {state} | following


@pytest.mark.req("trust:I5", "trust:R9")
@pytest.mark.req("trust:I6")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    disinfected=st.booleans(),
    history=st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 20)), min_size=10, max_size=30),
)
def test_no_history_loses_a_unit_or_skips_a_state(
    make_city: Callable[[], str], disinfected: bool, history: list[tuple[Verb, int]]
) -> None:
    city = make_city()
    with city_transaction(city):
        house = House(rows.found(city, TEN, disinfect=disinfected))
        for verb, pick in [*MORNING, *history]:
            do(verb, house, pick)
            check(house)
            if verb in RETRIED:
                before = snapshot(city)
                do(verb, house, pick)
                assert snapshot(city) == before


def house_with_parcels_out(city: str, number: int) -> House:
    town = rows.found(city, TEN)
    parcels = rows.pack(town, number)
    services.take_out(city=city, at=TEN, parcel_ids=parcels)
    house = House(town)
    check(house)
    return house


def test_control_a_movement_that_is_not_written_is_noticed(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with city_transaction(city):
        house = house_with_parcels_out(city, 2)
        monkeypatch.setattr(models.Movement.objects, "bulk_create", lambda rows: list(rows))
        hand_over(house, 0)
        with pytest.raises(AssertionError):
            check(house)


def test_control_a_parcel_moved_without_its_goods_is_noticed(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with city_transaction(city):
        house = house_with_parcels_out(city, 2)
        monkeypatch.setattr(moving, "_move", lambda *told: None)
        hand_over(house, 0)
        with pytest.raises(AssertionError):
            check(house)


def test_control_an_edge_too_many_is_noticed(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with city_transaction(city):
        house = house_with_parcels_out(city, 2)
        hand_over(house, 0)
        check(house)
        moves = {**lifecycle.PARCEL.moves, ParcelState.HANDED_OVER: frozenset({ParcelState.RETURNING})}
        monkeypatch.setattr(lifecycle, "PARCEL", replace(lifecycle.PARCEL, moves=moves))
        scan_back(house, 0)
        with pytest.raises(AssertionError):
            check(house)


@pytest.mark.parametrize(
    "change", [{"ready": F("ready") - 5}, {"out": F("out") + 5}, {"ready": F("ready") + 5, "out": F("out") - 500}]
)
def test_control_the_database_refuses_shelves_that_do_not_add_up(city: str, change: dict[str, F]) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        rows.stock(town, 10)
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Stock.objects.filter(city=city).update(**change)


def test_two_hands_cannot_take_the_same_parcel_out_or_back_twice(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        parcels = rows.pack(town, 3)
        assert sorted(services.take_out(city=city, at=TEN, parcel_ids=parcels)) == sorted(parcels)
        assert services.take_out(city=city, at=TEN, parcel_ids=parcels) == []
        label = queries.parcels_by_id(city=city, ids=parcels)[parcels[0]].label
        back = {"city": city, "at": TEN, "outlet_id": town.north, "label": label}
        assert [services.scan_back(**back), services.scan_back(**back)] == [parcels[0]] * 2
        assert queries.stock(city=city) == queries.Shelves(ready=5, out=10)
        assert rows.facts(city, "ParcelReturned") == 1


def test_only_what_went_out_comes_back_and_only_to_its_outlet(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        packed, out = rows.pack(town, 2)
        services.take_out(city=city, at=TEN, parcel_ids=[out])
        labels = {id: parcel.label for id, parcel in queries.parcels_by_id(city=city, ids=[packed, out]).items()}
        for outlet, label in [("north-1", labels[packed]), ("south-1", labels[out]), ("north-1", "7QK2-M8XR-T04C")]:
            with pytest.raises(Refused):
                services.scan_back(city=city, at=TEN, outlet_id=town.outlets[outlet], label=label)
        services.mark_handed_over(city=city, at=TEN, parcel_id=out)
        with pytest.raises(Refused):
            services.scan_back(city=city, at=TEN, outlet_id=town.north, label=labels[out])
        assert queries.stock(city=city) == queries.Shelves(packed=5, handed_over=5)
