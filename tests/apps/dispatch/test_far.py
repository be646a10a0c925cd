"""Far parcels: three ways planned and judged, a van that brings riders and waits for them, a rider who cannot go on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from evenhand.apps.dispatch.planning import far
from evenhand.apps.dispatch.planning.far import Way
from evenhand.apps.dispatch.planning.near import solve
from evenhand.apps.dispatch.queries import Pool
from evenhand.core.policy.supply import DropOff
from evenhand.core.routing.evaluate import Rule, evaluate
from evenhand.core.routing.plan import Plan, Route, Stop, Trip
from evenhand.core.routing.problem import Depot, Order, Problem, Span, Vehicle
from evenhand.core.terms import Place, VehicleKind

TEN = datetime(2026, 12, 5, 2, tzinfo=UTC)
OUTLET = Place(119.523, 25.963)
GATE, PARK = DropOff(code="gate", at=Place(119.219, 26.021)), DropOff(code="park", at=Place(119.15, 26.08))
HOUR = 3600


def pool(orders: int = 12, vans: int = 1, riders: int = 3, hours: float = 10, bikes_max: int = 4) -> Pool:
    """Parcels around the gate, 40 km from the outlet, which no e-bike reaches and comes back from."""
    depot = Depot("outlet", OUTLET, orders, Span(0, 12 * HOUR), 300)
    shift = Span(0, int(hours * HOUR))
    spread = [Place(119.219 + 0.003 * (n % 4), 26.021 + 0.002 * (n // 4)) for n in range(orders)]
    e_bike = {"kind": VehicleKind.E_BIKE, "depot": "outlet", "shift": shift, "parcels_max": 20, "range_m": 40_000}
    van = {"kind": VehicleKind.VAN, "depot": "outlet", "shift": shift, "parcels_max": 200, "bikes_max": bikes_max}
    return Pool(
        outlet_id=UUID(int=1),
        zero=TEN,
        depot=depot,
        orders=[
            Order(str(UUID(int=n + 10)), place, depot="outlet", service_s=120, window=Span(0, 10 * HOUR))
            for n, place in enumerate(spread)
        ],
        vehicles=[
            *(Vehicle(id=f"van-{n}", **van) for n in range(vans)),
            *(Vehicle(id=f"rider-{n}", **e_bike) for n in range(riders)),
            Vehicle("car", VehicleKind.CAR, "outlet", shift, 60),
        ],
        points=[GATE, PARK],
    )


def compared(pool: Pool) -> dict[Way, far.Option]:
    return far.compare(pool, lambda problem: solve(problem, seconds=0.2))


def figures(pool: Pool) -> dict[str, dict[str, int]]:
    promised = {order.id: order.window for order in pool.orders}
    return {way.value: option.figures(promised) for way, option in compared(pool).items()}


def test_each_way_is_without_fault_and_says_what_it_leaves_out() -> None:
    wanted = {order.id for order in pool().orders}
    for way, option in compared(pool()).items():
        assert evaluate(option.problem, option.plan).violations == (), way
        told = {stop.order for stop in option.plan.stops()} | {left.order for left in option.plan.unserved}
        assert told - set(option.calls) == wanted


def test_no_e_bike_reaches_the_far_area_from_the_outlet_and_a_van_makes_it_possible() -> None:
    found = figures(pool())
    assert found["riders"]["served"] == 0
    assert found["vans"]["served"] == found["cars"]["served"] == 12
    assert found["vans"]["on_time"] == 12
    assert far.recommended(found) in (Way.VANS, Way.CARS)


def test_the_van_unloads_before_anybody_rides_and_leaves_when_the_last_is_back() -> None:
    option = compared(pool())[Way.VANS]
    [van] = [route for route in option.plan.routes if route.vehicle.startswith("van")]
    riding = [trip for route in option.plan.routes if route.vehicle.startswith("rider") for trip in route.trips]
    [halt] = van.trips[0].stops
    assert min(trip.departs_at for trip in riding) >= halt.starts_at + far.UNLOADING_S
    assert max(trip.returns_at for trip in riding) <= halt.departs_at
    assert {load.place for load in option.loads.values()} == {GATE.at}


@pytest.mark.parametrize(
    "fault", ["leaves early", "rides before", "too many bikes", "out of range", "too many parcels"]
)
def test_the_judge_refuses_a_van_plan_that_was_tampered_with(fault: str) -> None:
    """The control: each of these breaks exactly the promise that makes a far wave work."""
    option = compared(pool())[Way.VANS]
    problem, plan = tampered(option.problem, option.plan, fault)
    expected = {
        "leaves early": Rule.VAN_LAST,
        "rides before": Rule.VAN_FIRST,
        "too many bikes": Rule.BIKES,
        "out of range": Rule.RANGE,
        "too many parcels": Rule.LOAD,
    }[fault]
    assert expected in {violation.rule for violation in evaluate(problem, plan).violations}


def tampered(problem: Problem, plan: Plan, fault: str) -> tuple[Problem, Plan]:
    match fault:
        case "leaves early":
            return problem, _van(plan, lambda stop: replace(stop, departs_at=stop.starts_at + far.UNLOADING_S))
        case "rides before":
            return problem, _van(
                plan, lambda stop: replace(stop, arrives_at=stop.arrives_at + 900, starts_at=stop.starts_at + 900)
            )
        case "too many bikes":
            return _vehicles(problem, "van", bikes_max=1), plan
        case "out of range":
            return _vehicles(problem, "rider", range_m=100), plan
        case _:
            return _vehicles(problem, "van", parcels_max=3), plan


def _van(plan: Plan, change: Callable[[Stop], Stop]) -> Plan:
    routes = [
        Route(r.vehicle, [Trip(t.departs_at, [change(s) for s in t.stops], t.returns_at) for t in r.trips])
        if r.vehicle.startswith("van")
        else r
        for r in plan.routes
    ]
    return Plan(routes, plan.unserved)


def _vehicles(problem: Problem, kind: str, **change: int) -> Problem:
    return replace(problem, vehicles=[replace(v, **change) if v.id.startswith(kind) else v for v in problem.vehicles])


def test_who_does_not_fit_is_left_with_a_reason_and_nobody_is_forgotten() -> None:
    for narrow in (pool(vans=0), pool(riders=0), pool(hours=2), pool(bikes_max=1, riders=1, hours=6)):
        option = compared(narrow)[Way.VANS]
        assert evaluate(option.problem, option.plan).violations == ()
        served = {stop.order for stop in option.plan.stops()} - set(option.calls)
        assert served | {left.order for left in option.plan.unserved} == {order.id for order in narrow.orders}


def test_orders_that_nobody_could_locate_or_keep_are_told_apart() -> None:
    whole = pool()
    lost = replace(whole.orders[0], place=None)
    late = replace(whole.orders[1], window=Span(0, 60))
    option = compared(replace(whole, orders=[lost, late, *whole.orders[2:]]))[Way.VANS]
    assert [(left.order, left.reason.value) for left in option.plan.unserved] == [(lost.id, "no_place")]
    assert late.id in {stop.order for stop in option.plan.stops()}, "a broken promise is no reason to leave it behind"


def test_the_recommended_way_brings_most_then_keeps_promises_then_costs_least() -> None:
    base = {"served": 10, "on_time": 10, "cost": 100}
    assert far.recommended({"riders": base, "cars": base | {"cost": 99}, "vans": base}) is Way.CARS
    assert far.recommended({"riders": base, "cars": base | {"cost": 1, "on_time": 9}, "vans": base}) is Way.RIDERS
    assert far.recommended({"riders": base, "cars": base, "vans": base | {"served": 11, "cost": 9999}}) is Way.VANS
