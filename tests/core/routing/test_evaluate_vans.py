"""The judge and drop-off points: a van unloads, riders ride, the van takes them up; and orders that wait for others."""

from dataclasses import replace
from typing import Any

import pytest

from evenhand.core.routing.evaluate import Rule, evaluate
from evenhand.core.routing.plan import Plan, Route, Stop, Trip, Unserved, UnservedReason
from evenhand.core.routing.problem import Problem, Vehicle
from evenhand.core.terms import VehicleKind
from tests.core.routing import towns

# A van needs 1,000 s for the five miles to the point, unloads for 100 s and waits; a bike loads there for 50 s.
DROP = towns.order(5, "drop", service_s=100, parcels=2, bikes=1)
FETCH = towns.order(5, "fetch", service_s=30, parcels=0, after=("drop",))
FARM = towns.order(6, "farm", depot="point", service_s=60, after=("drop",))
POINT = towns.depot("point", 5, stock=9, loading_s=50, brought_by="drop", fetched_by="drop")
VAN = Vehicle("van", VehicleKind.VAN, "d", towns.TEN_HOURS, parcels_max=2, bikes_max=1)
RIDER = towns.bike("rider", home="point")
RIDE = Route("rider", [Trip(1150, [Stop("farm", 1350, 1350, 1410)], 1610)])
WAITS = Route("van", [Trip(0, [Stop("drop", 1000, 1000, 1610)], 2610)])
COMES_BACK = Route("van", [Trip(0, [Stop("drop", 1000, 1000, 1100), Stop("fetch", 1100, 1610, 1640)], returns_at=2640)])


def world(point: Any = POINT, van: Vehicle = VAN, drop: Any = DROP, fetch: bool = False) -> Problem:
    orders = [drop, FARM, FETCH] if fetch else [drop, FARM]
    return towns.problem(orders, [towns.depot(), point], [van, replace(van, id="van2"), RIDER])


def found(problem: Problem, *routes: Route, out: tuple[str, ...] = ()) -> list[tuple[Rule, str, int]]:
    plan = Plan(routes, [Unserved(name, UnservedReason.NO_ROOM) for name in out])
    return [(each.rule, each.subject, each.excess) for each in evaluate(problem, plan).violations]


TWICE = replace(POINT, fetched_by="fetch")


def test_a_van_that_waits_or_comes_back_is_without_fault() -> None:
    assert found(world(), WAITS, RIDE) == []
    assert found(world(TWICE, fetch=True), COMES_BACK, RIDE) == []


def late_ride(seconds: int) -> Route:
    return Route(
        "rider", [Trip(1150 + seconds, [Stop("farm", *([1350 + seconds] * 2), 1410 + seconds)], 1610 + seconds)]
    )


BAD: dict[str, tuple[list[tuple[Rule, str, int]], list[tuple[Rule, str, int]]]] = {
    "a rider loads before the van has unloaded": (
        found(world(drop=replace(DROP, service_s=101)), WAITS, RIDE),
        [(Rule.VAN_FIRST, "rider", 1)],
    ),
    "the van leaves a rider behind": (found(world(), WAITS, late_ride(1)), [(Rule.VAN_LAST, "rider", 1)]),
    "the van takes up a rider who is not back": (
        found(world(TWICE, fetch=True), COMES_BACK, late_ride(1)),
        [(Rule.VAN_LAST, "rider", 1)],
    ),
    "another van comes for the riders": (
        found(
            world(TWICE, fetch=True),
            Route("van", [Trip(0, [Stop("drop", 1000, 1000, 1100)], 2100)]),
            Route("van2", [Trip(0, [Stop("fetch", 1610, 1610, 1640)], 2640)]),
            RIDE,
        ),
        [(Rule.SAME_VAN, "point", 1)],
    ),
    "more bikes than the van has room for": (
        found(world(drop=replace(DROP, bikes=2)), WAITS, RIDE),
        [(Rule.BIKES, "van", 1)],
    ),
    "more parcels than the van has room for": (
        found(world(drop=replace(DROP, parcels=3)), WAITS, RIDE),
        [(Rule.LOAD, "van", 1)],
    ),
    "an order before the one it waits for": (
        found(
            world(TWICE, fetch=True),
            Route("van", [Trip(0, [Stop("fetch", 1000, 1099, 1741), Stop("drop", 1741, 1741, 1841)], 2841)]),
            Route("rider", [Trip(2150, [], 2150)]),
            out=("farm",),
        ),
        [(Rule.PRECEDENCE, "fetch", 742), (Rule.VAN_LAST, "rider", 439)],
    ),
    "riders to whom no van comes": (
        [each for each in found(world(), RIDE, out=("drop",)) if each[0] is not Rule.PRECEDENCE],
        [(Rule.VAN_FIRST, "rider", 9_998_900), (Rule.VAN_LAST, "rider", 1610)],
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_van_and_bikes_do_to_each_other_is_found(case: str) -> None:
    told, expected = BAD[case]
    assert told == expected
