"""Far areas three ways, live mending and assignment, on a line whose figures can be worked out by hand."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.core.routing.assign import assign
from evenhand.core.routing.evaluate import Rule, evaluate
from evenhand.core.routing.far import Means, far_batches, far_orders
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.problem import Problem, Span, Vehicle
from evenhand.core.routing.replan import replan, without
from evenhand.core.terms import VehicleKind
from tests.core.routing import towns
from tests.core.routing.test_solver import solve

FARMS = [towns.order(20 + mile, f"far{mile}-{aside}", aside, units=1) for mile in range(3) for aside in (0, 2)]
NEAR = [towns.order(1, "near")]
RIDERS = [towns.bike(f"r{number}", parcels_max=2, range_m=12_000) for number in range(3)]
CARS = [Vehicle("car", VehicleKind.CAR, "d", towns.TEN_HOURS, parcels_max=6)]
VANS = [Vehicle("van", VehicleKind.VAN, "d", towns.TEN_HOURS, parcels_max=6, bikes_max=2)]
SQUARE = towns.at(21)


def far_world() -> Problem:
    orders = [*FARMS, *NEAR]
    places = [towns.at(0), SQUARE, *(order.place for order in orders if order.place)]
    return Problem(orders, [towns.depot(loading_s=60)], RIDERS, towns.ground(places))


def test_far_is_what_no_battery_reaches() -> None:
    assert [order.id for order in far_orders(far_world())] == sorted(order.id for order in FARMS)


def test_a_van_with_bikes_serves_what_riders_alone_cannot_and_all_three_are_judged() -> None:
    world = replace(far_world(), orders=FARMS)
    options = far_batches(world, riders=RIDERS, cars=CARS, vans=VANS, points=[SQUARE, towns.at(0)], seed=1)
    assert {means: option.left for means, option in options.items()} == {
        Means.RIDERS: 6,
        Means.CARS: 0,
        Means.VAN_AND_BIKES: 0,
    }
    joint = options[Means.VAN_AND_BIKES]
    assert evaluate(joint.problem, joint.plan).holds
    assert joint.kilometers > 40
    assert (
        joint.plan
        == far_batches(world, riders=RIDERS, cars=CARS, vans=VANS, points=[SQUARE, towns.at(0)], seed=1)[
            Means.VAN_AND_BIKES
        ].plan
    )


def test_a_van_that_leaves_early_is_found() -> None:
    world = replace(far_world(), orders=FARMS)
    joint = far_batches(world, riders=RIDERS, cars=[], vans=VANS, points=[SQUARE], seed=1)[Means.VAN_AND_BIKES]
    van, *rest = joint.plan.routes
    stop = van.trips[0].stops[0]
    early = replace(van, trips=[replace(van.trips[0], stops=[replace(stop, departs_at=stop.departs_at - 1)])])
    broken = evaluate(joint.problem, Plan([early, *rest], joint.plan.unserved)).violations
    assert {each.rule for each in broken} == {Rule.VAN_LAST}


@pytest.mark.req("dispatch:G8")
@settings(max_examples=40, deadline=None)
@given(towns.towns(), st.data())
def test_locked_stops_never_move_and_the_mended_plan_is_lawful(problem: Problem, data: st.DataObject) -> None:
    before = solve(problem)
    if not before.routes:
        return
    route = data.draw(st.sampled_from(list(before.routes)))
    promised = tuple(stop.order for stop in route.trips[0].stops)
    fleet = [replace(v, locked=promised) if v.id == route.vehicle else v for v in problem.vehicles]
    gone = {order.id for order in problem.orders} - {stop.order for stop in before.stops()}
    now = without(replace(problem, vehicles=fleet), frozenset(gone))
    mended = replan(now, before, stay=10**6)
    assert evaluate(now, mended.plan).holds
    assert mended.changes == []
    first = next(each for each in mended.plan.routes if each.vehicle == route.vehicle)
    assert tuple(stop.order for stop in first.trips[0].stops)[: len(promised)] == promised


def test_a_new_order_changes_nobody_else_and_a_lost_rider_only_his_own() -> None:
    orders = [towns.order(mile, f"o{mile}") for mile in (1, 2, -1, -2)]
    fleet = [towns.bike("v", parcels_max=2), towns.bike("w", parcels_max=2)]
    world = towns.problem([*orders, towns.order(3, "new")], vehicles=fleet)
    before = solve(replace(world, orders=orders))
    added = replan(world, before)
    assert [change.order for change in added.changes] == ["new"]
    rest = [v for v in fleet if v.id != before.routes[0].vehicle]
    lost = replan(replace(world, orders=orders, vehicles=rest), before)
    his = {stop.order for trip in before.routes[0].trips for stop in trip.stops}
    assert {change.order for change in lost.changes} == his
    assert lost.plan.unserved == ()


def test_riders_get_what_is_least_in_all_and_may() -> None:
    orders = [towns.order(1), towns.order(5), towns.order(9, "late", window=Span(0, 10))]
    world = towns.problem(orders, vehicles=[towns.bike("far", range_m=10_000), towns.bike("weak", range_m=2_000)])
    assert assign(world) == {"o5": "far", "o1": "weak"}
    assert assign(replace(world, vehicles=[])) == {}


@pytest.mark.parametrize("start", [0.0, 4.0])
def test_who_stands_nearer_to_the_depot_goes(start: float) -> None:
    bikes = [towns.bike(name, departed=True, start=towns.at(mile)) for name, mile in (("a", start), ("b", 2.0))]
    orders = [towns.order(1)]
    places = [towns.at(0), towns.at(start), towns.at(2), towns.at(1)]
    world = Problem(orders, [towns.depot()], bikes, towns.ground(places))
    assert assign(world) == {"o1": "a" if start < 2 else "b"}
