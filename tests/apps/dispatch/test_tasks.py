"""What a wave has to plan: riders who are there, packed parcels in no plan yet, promises as windows."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from evenhand.apps.dispatch import queries, services
from evenhand.apps.dispatch.queries import Rider
from evenhand.apps.fulfilment import queries as goods
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import models as orders
from evenhand.apps.residents import models as residents
from evenhand.core.errors import Reason, Refused
from evenhand.core.routing.problem import Span
from evenhand.core.terms import VehicleKind
from tests.apps import rows
from tests.apps.dispatch import depots
from tests.apps.dispatch.depots import TEN

HOUR = timedelta(hours=1)


def refused(act: Callable[[], object]) -> tuple[Reason, str]:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.reason, refusal.value.field


def test_packed_parcels_become_orders_promises_become_windows_riders_become_vehicles(city: str) -> None:
    yard = depots.made(city)
    with city_transaction(city):
        problem = depots.task(yard, TEN + HOUR).problem
    assert {order.id for order in problem.orders} == {str(id) for id in yard.parcels}
    assert {(order.units, order.window, order.depot) for order in problem.orders} == {
        (5, Span(0, 3 * 3600), str(yard.town.north))
    }
    assert len({order.place for order in problem.orders}) == len(yard.parcels)
    assert {vehicle.id for vehicle in problem.vehicles} == {str(id) for id in yard.riders}
    assert {(v.shift, v.parcels_max, v.range_m) for v in problem.vehicles} == {(Span(0, 5 * 3600), 4, 40_000)}
    [depot] = problem.depots
    assert (depot.stock, depot.hours) == (30, Span(0, 9 * 3600))


def test_hours_are_those_of_the_citys_day(city: str) -> None:
    yard = depots.made(city, parcels=1)
    with city_transaction(city):
        [before] = depots.task(yard, TEN - 4 * HOUR).problem.depots
        [after] = depots.task(yard, TEN + 10 * HOUR).problem.depots
    assert before.hours == Span(2 * 3600, 14 * 3600)
    assert after.hours == Span(12 * 3600, 24 * 3600)


def test_what_is_out_in_a_plan_or_to_be_collected_is_left_alone(city: str) -> None:
    yard = depots.made(city, parcels=3)
    depots.planned(yard)
    with city_transaction(city):
        [gone, fetched, waiting] = rows.pack(yard.town, 3)
        fulfilment.take_out(city=city, at=TEN, parcel_ids=[gone])
        order_id = goods.parcels_by_id(city=city, ids=[fetched])[fetched].order_id
        orders.Order.objects.filter(city=city, id=order_id).update(way="outlet")
        assert [order.id for order in depots.task(yard).problem.orders] == [str(waiting)]


def test_a_door_that_the_vault_has_forgotten_is_no_place(city: str) -> None:
    yard = depots.made(city, parcels=1)
    with city_transaction(city):
        residents.Person.objects.filter(city=city).delete()
        assert [order.place for order in depots.task(yard).problem.orders] == [None]


def test_a_large_outlet_is_planned_by_sectors_the_most_urgent_first(city: str) -> None:
    yard = depots.made(city, parcels=5)
    urgent = yard.parcels[3]
    with city_transaction(city):
        order_id = goods.parcels_by_id(city=city, ids=[urgent])[urgent].order_id
        orders.Order.objects.filter(city=city, id=order_id).update(promised_by=TEN + HOUR)
        sector = queries.task(city=city, at=TEN, outlet_id=yard.town.north, parcels_max=2).problem.orders
    assert len(sector) <= 2
    assert str(urgent) in {order.id for order in sector}


def test_who_is_on_the_road_comes_later_and_who_has_gone_home_does_not(city: str) -> None:
    yard = depots.made(city, riders=1)
    depots.planned(yard)
    with city_transaction(city):
        rows.pack(yard.town, 1)
        short = depots.rider(yard.town, hours=1)
        back = queries.busy_until(city=city, rider_ids=yard.riders)[yard.riders[0]]
        now = {vehicle.id: vehicle.shift.start for vehicle in depots.task(yard).problem.vehicles}
        later = {vehicle.id for vehicle in depots.task(yard, TEN + HOUR).problem.vehicles}
    assert back > TEN
    assert now == {str(yard.riders[0]): (back - TEN).total_seconds(), str(short): 0}
    assert later == {str(yard.riders[0])}


def test_without_packed_parcels_or_an_outlet_there_is_nothing_to_plan(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        nothing = refused(lambda: queries.task(city=city, at=TEN, outlet_id=town.north))
        nowhere = refused(lambda: queries.task(city=city, at=TEN, outlet_id=uuid4()))
    assert nothing == (Reason.NOT_YET, "parcels")
    assert nowhere == (Reason.NOT_FOUND, "outlet")


def test_a_rider_is_staff_of_that_role_with_a_vehicle_that_carries(city: str) -> None:
    yard = depots.made(city, parcels=1, riders=1)
    [rider] = yard.riders

    def add(staff: UUID, outlet: UUID, parcels_max: int = 20, range_m: int | None = None) -> None:
        kind = VehicleKind.CAR
        services.add_rider(
            city=city, staff_id=staff, outlet_id=outlet, vehicle=kind, parcels_max=parcels_max, range_m=range_m
        )

    with city_transaction(city):
        assert refused(lambda: add(yard.dispatcher, yard.town.north)) == (Reason.NOT_ALLOWED, "staff")
        assert refused(lambda: add(uuid4(), yard.town.north)) == (Reason.NOT_ALLOWED, "staff")
        assert refused(lambda: add(rider, uuid4())) == (Reason.NOT_FOUND, "outlet")
        assert refused(lambda: add(rider, yard.town.north, 0)) == (Reason.INPUT_INVALID, "parcels_max")
        assert refused(lambda: add(rider, yard.town.north, 9, 0)) == (Reason.INPUT_INVALID, "range_m")
        add(rider, yard.town.outlets["south-1"])
        assert queries.riders(city=city, outlet_id=yard.town.north) == []
        assert queries.riders(city=city) == [Rider(rider, yard.town.outlets["south-1"], VehicleKind.CAR, 20, None)]


def test_the_shifts_of_a_rider_do_not_overlap(city: str) -> None:
    yard = depots.made(city, parcels=1, riders=1)
    [rider] = yard.riders

    def start(starts: float, ends: float, who: UUID = rider) -> UUID:
        times = {"starts_at": TEN + starts * HOUR, "ends_at": TEN + ends * HOUR}
        return services.start_shift(city=city, at=TEN, rider_id=who, **times)

    with city_transaction(city):
        assert refused(lambda: start(5, 7)) == (Reason.WRONG_STATE, "shift")
        assert refused(lambda: start(8, 7)) == (Reason.INPUT_INVALID, "ends_at")
        assert refused(lambda: start(-2, 0)) == (Reason.INPUT_INVALID, "ends_at")
        assert refused(lambda: start(6, 7, uuid4())) == (Reason.NOT_FOUND, "rider")
        next_one = start(6, 7)
        assert [shift.id for shift in queries.shifts(city=city, at=TEN + 6 * HOUR, rider_ids=[rider])] == [next_one]
