"""Timetables: home as early as possible, out as late as that allows."""

from hypothesis import given
from hypothesis import strategies as st

from evenhand.core.routing import timetable
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Plan, Route, Stop, Trip, Unserved, UnservedReason
from evenhand.core.routing.problem import Problem, Span
from tests.core.routing import towns


def fit(problem: Problem, *trips: list[str]) -> Route | None:
    return timetable.fit(Network(problem), problem.vehicles[0], trips)


def test_nobody_leaves_only_to_wait_at_a_door() -> None:
    world = towns.problem(
        [towns.order(1, window=Span(1000, 2000), service_s=60), towns.order(2, window=Span(1500, 1500))]
    )
    assert fit(world, ["o1", "o2"]) == Route(
        "v", (Trip(1040, (Stop("o1", 1240, 1240, 1300), Stop("o2", 1500, 1500, 1500)), 1900),)
    )


def test_loading_waits_for_the_depot_the_goods_and_the_trip_before() -> None:
    orders = [towns.order(1), towns.order(2, ready_at=100), towns.order(3, ready_at=5000)]
    world = towns.problem(orders, [towns.depot(hours=Span(200, 9000), loading_s=30)])
    route = fit(world, ["o1"], ["o2"], ["o3"])
    assert route is not None
    # The first trip leaves 3,540 s later than it could: nobody is home earlier for an early start.
    assert [(trip.departs_at, trip.returns_at) for trip in route.trips] == [(3770, 4170), (4200, 5000), (5030, 6230)]


def test_a_draft_that_cannot_be_is_none() -> None:
    world = towns.problem([towns.order(1), towns.order(2, window=Span(0, 399))], vehicles=[towns.bike(parcels_max=1)])
    assert fit(world, ["o2"]) is None
    assert fit(world, ["o1", "o1"]) is None
    assert fit(world, [], ["o1"], []) == fit(world, ["o1"])
    assert fit(world) == Route("v", ())


@given(towns.towns(scarce=False), st.data())
def test_what_fits_is_found_without_fault_and_no_later_start_would_do(problem: Problem, data: st.DataObject) -> None:
    ids = [order.id for order in problem.orders]
    row = data.draw(st.permutations(ids))[: data.draw(st.integers(1, len(ids)))]
    route = fit(problem, *[row[start : start + 2] for start in range(0, len(row), 2)])
    if route is None:
        return
    left = [Unserved(name, UnservedReason.NO_ROOM) for name in ids if name not in row]
    assert evaluate(problem, Plan([route], left)).holds
    vehicle, home_by = problem.vehicles[0], route.trips[-1].returns_at
    depot = next(depot for depot in problem.depots if depot.id == vehicle.depot)
    started = route.trips[0].departs_at - depot.loading_s
    network = Network(problem)
    orders = [[network.orders[stop.order] for stop in trip.stops] for trip in route.trips]
    outings = timetable._outings(network, vehicle, orders)
    later = timetable._Line(network, vehicle).run(outings, started + 1)
    assert later is None or later.trips[-1].returns_at > home_by
