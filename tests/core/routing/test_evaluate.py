"""The judge: figures worked out by hand, and bad plans of every kind, each named for what it is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from evenhand.core.routing.evaluate import Rule, Violation, evaluate
from evenhand.core.routing.plan import Plan, Route, Stop, Trip, Unserved, UnservedReason
from evenhand.core.routing.problem import Costs, Depot, Order, Problem, Span, Vehicle
from tests.core.routing import test_evaluate_vans, towns

# A mile takes 200 s, a service 60 s, loading 100 s. Every limit is met to the last second, meter, gram and unit.
O1 = towns.order(1, "o1", service_s=60, units=2, grams=300, depot="d")
O2 = towns.order(2, "o2", service_s=60, units=3, grams=300, ready_at=50, window=Span(610, 610))
O3 = towns.order(3, "o3", service_s=60)
FAR = towns.order(9, "far", prize=7000)
DEPOT = towns.depot(stock=6, loading_s=100, hours=Span(50, 2430))
BIKE = towns.bike(
    shift=Span(50, 2430), parcels_max=2, grams_max=600, range_m=6000, costs=Costs(500, 1, 2), locked=("o1",)
)
FIRST = towns.trip(150, ("o1", 350, 410), ("o2", 610, 670), returns_at=1070)
SECOND = towns.trip(1170, ("o3", 1770, 1830), returns_at=2430)
GOOD = towns.plan(FIRST, SECOND, out=["far"])


def _world(depot: Depot = DEPOT, bike: Vehicle = BIKE, **other: Order) -> Problem:
    """The world, with another depot, bike or orders (by id)."""
    return towns.problem([other.get(order.id, order) for order in (O1, O2, O3, FAR)], [depot], [bike])


def _plan(first: Trip = FIRST, second: Trip = SECOND, out: Sequence[str] = ("far",)) -> Plan:
    return towns.plan(first, second, out=out)


def _with_stop(trip: Trip, number: int, **changed: Any) -> Trip:
    """The trip with one stop's times changed."""
    stops = list(trip.stops)
    stops[number] = replace(stops[number], **changed)
    return replace(trip, stops=stops)


def _found(problem: Problem, plan: Plan) -> list[tuple[Rule, str, int]]:
    return [(found.rule, found.subject, found.excess) for found in evaluate(problem, plan).violations]


def test_a_plan_costs_what_the_arithmetic_says() -> None:
    verdict = evaluate(_world(), GOOD)
    assert verdict.holds
    assert (verdict.meters, verdict.seconds, verdict.served) == (4000 + 6000, 2430 - 50, 3)
    assert verdict.cost == 500 + 10_000 + 2 * 2380 + 7000


def test_an_empty_plan_costs_the_prizes() -> None:
    orders = [towns.order(1, prize=30), towns.order(2, prize=12)]
    verdict = evaluate(towns.problem(orders), Plan([Route("v", [])], [Unserved("o1", UnservedReason.NO_ROOM)]))
    assert verdict.cost == 42
    assert verdict.violations == (Violation(Rule.ORDER_ACCOUNTED, "o2"),)


TIGHTER: dict[str, tuple[Problem, Rule, str]] = {
    "one parcel too many on board": (_world(bike=replace(BIKE, parcels_max=1)), Rule.LOAD, "v"),
    "a gram too heavy": (_world(bike=replace(BIKE, grams_max=599)), Rule.WEIGHT, "v"),
    "a meter beyond the battery": (_world(bike=replace(BIKE, range_m=5999)), Rule.RANGE, "v"),
    "begins before the shift": (_world(bike=replace(BIKE, shift=Span(51, 2430))), Rule.SHIFT, "v"),
    "returns after the shift": (_world(bike=replace(BIKE, shift=Span(50, 2429))), Rule.SHIFT, "v"),
    "loads before the depot opens": (_world(replace(DEPOT, hours=Span(51, 2430))), Rule.DEPOT_HOURS, "v"),
    "returns after the depot closes": (_world(replace(DEPOT, hours=Span(50, 2429))), Rule.DEPOT_HOURS, "v"),
    "gives more than the depot has": (_world(replace(DEPOT, stock=5)), Rule.STOCK, "d"),
    "loads before the parcel is ready": (_world(o2=replace(O2, ready_at=51)), Rule.READY, "o2"),
    "comes before the window": (_world(o2=replace(O2, window=Span(611, 900))), Rule.WINDOW, "o2"),
    "comes after the window": (_world(o2=replace(O2, window=Span(0, 609))), Rule.WINDOW, "o2"),
    "leaves before service is over": (_world(o1=replace(O1, service_s=61)), Rule.SERVICE, "o1"),
    "forgets what is locked": (_world(bike=replace(BIKE, locked=("o2",))), Rule.LOCKED, "v"),
    "works a second too long": (_world(bike=replace(BIKE, work_s=2379)), Rule.WORK, "v"),
    "rides a trip too many": (_world(bike=replace(BIKE, trips_max=1)), Rule.TRIPS, "v"),
    "is not what the order needs": (_world(o3=replace(O3, needs=frozenset({"north"}))), Rule.NEEDS, "o3"),
    "takes somebody along who came too late": (_world(bike=replace(BIKE, departed=True)), Rule.DEPARTED, "v"),
    "a large parcel too many": (_world(o1=replace(O1, parcels=2)), Rule.LOAD, "v"),
    "visits nowhere": (_world(o3=replace(O3, place=None)), Rule.LOCATED, "o3"),
}


@pytest.mark.parametrize("case", TIGHTER)
def test_a_world_tighter_by_one_finds_the_plan_at_fault(case: str) -> None:
    world, rule, subject = TIGHTER[case]
    assert _found(world, GOOD) == [(rule, subject, 1)]


LOOSER: dict[str, tuple[Plan, Any]] = {
    "an order visited twice": (
        _plan(second=towns.trip(1170, ("o3", 1770, 1830), ("o1", 2230, 2230), returns_at=2430)),
        [(Rule.ORDER_ONCE, "o1", 1), (Rule.STOCK, "d", 2), (Rule.SERVICE, "o1", 60)],
    ),
    "an order visited and left out": (_plan(out=["far", "o1"]), [(Rule.ORDER_ONCE, "o1", 1)]),
    "an order forgotten": (_plan(out=[]), [(Rule.ORDER_ACCOUNTED, "far", 1)]),
    "an order nobody placed": (_plan(out=["far", "ghost"]), [(Rule.KNOWN_ORDER, "ghost", 1)]),
    "a stop at an order nobody placed": (
        _plan(second=replace(SECOND, stops=[*SECOND.stops, Stop("ghost", 1830, 1830, 1830)])),
        [(Rule.KNOWN_ORDER, "ghost", 1)],
    ),
    "a vehicle nobody has": (
        replace(GOOD, routes=[*GOOD.routes, Route("ghost", [])]),
        [(Rule.KNOWN_VEHICLE, "ghost", 1)],
    ),
    "a vehicle on two routes": (
        replace(GOOD, routes=[Route("v", [FIRST]), Route("v", [SECOND])]),
        [(Rule.VEHICLE_ONCE, "v", 1), (Rule.LOCKED, "v", 1)],
    ),
    "faster than the road to a door": (
        _plan(first=_with_stop(FIRST, 0, arrives_at=340)),
        [(Rule.TRAVEL_TIME, "o1", 10)],
    ),
    "faster than the road home": (_plan(first=replace(FIRST, returns_at=1069)), [(Rule.TRAVEL_TIME, "v", 1)]),
    "service before arrival": (_plan(second=_with_stop(SECOND, 0, starts_at=1769)), [(Rule.SERVICE, "o3", 1)]),
    "two trips at once": (
        _plan(second=towns.trip(1169, ("o3", 1769, 1829), returns_at=2429)),
        [(Rule.TRIP_ORDER, "v", 1)],
    ),
    "what is locked left at the depot": (
        Plan([], [Unserved(name, UnservedReason.NO_ROOM) for name in ("o1", "o2", "o3", "far")]),
        [(Rule.LOCKED, "v", 1)],
    ),
}


@pytest.mark.parametrize("case", LOOSER)
def test_a_plan_that_takes_liberties_is_found_at_fault(case: str) -> None:
    plan, found = LOOSER[case]
    assert _found(_world(), plan) == found


def test_an_order_of_another_depot_is_found() -> None:
    world = towns.problem([replace(O1, depot="e")], [DEPOT, towns.depot("e", 5)])
    assert _found(world, towns.plan(replace(FIRST, stops=FIRST.stops[:1]))) == [(Rule.OWN_DEPOT, "o1", 1)]


def test_every_rule_is_broken_somewhere_here() -> None:
    broken = {rule for _, rule, _ in TIGHTER.values()} | {rule for _, found in LOOSER.values() for rule, _, _ in found}
    broken |= {rule for _, found in test_evaluate_vans.BAD.values() for rule, _, _ in found}
    assert broken | {Rule.OWN_DEPOT} == set(Rule)
    assert len(TIGHTER) + len(LOOSER) + len(test_evaluate_vans.BAD) >= 30
