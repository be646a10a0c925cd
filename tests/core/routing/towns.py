"""Small worlds to plan in: a town on a line whose figures can be worked out by hand, and towns drawn by hypothesis."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from evenhand.core.routing.plan import Plan, Route, Stop, Trip, Unserved, UnservedReason
from evenhand.core.routing.problem import Costs, Depot, Order, Problem, Span, Vehicle
from evenhand.core.routing.travel import FixedTravel, Matrix, Table
from evenhand.core.terms import Place, VehicleKind

MILE = 1000
"""Meters between two neighbors of the line."""

PACE = 5
"""Meters a second there."""


def at(mile: float, aside: float = 0) -> Place:
    """The place so many miles down the line."""
    return Place(mile / 100, aside / 100)


def _meters(here: Place, there: Place) -> int:
    return round(MILE * 100 * (abs(here.lon - there.lon) + abs(here.lat - there.lat)))


def ground(places: Sequence[Place]) -> FixedTravel:
    """Right-angled streets, the same for every kind of vehicle."""
    unlike = list(dict.fromkeys(places))
    meters = np.array([[_meters(here, there) for there in unlike] for here in unlike], dtype=np.int64)
    table = Table(meters, meters // PACE)
    return FixedTravel(unlike, dict.fromkeys(VehicleKind, table))


def crooked(problem: Problem, seed: int) -> FixedTravel:
    """Roads without any geometry: one way is not the other, and a detour may be shorter."""
    places = [depot.place for depot in problem.depots] + [order.place for order in problem.orders if order.place]
    unlike = list(dict.fromkeys(places))
    dice = np.random.default_rng(seed)

    def matrix(most: int) -> Matrix:
        drawn = dice.integers(0, most, (len(unlike), len(unlike)))
        np.fill_diagonal(drawn, 0)
        return drawn

    return FixedTravel(unlike, {kind: Table(matrix(9000), matrix(2000)) for kind in VehicleKind})


def order(mile: float | None, name: str = "", aside: float = 0, **given: Any) -> Order:
    """An order down the line, named after its mile."""
    return Order(name or f"o{mile}", None if mile is None else at(mile, aside), **given)


def depot(name: str = "d", mile: float = 0, stock: int = 1000, **given: Any) -> Depot:
    """A depot, at the head of the line unless said otherwise."""
    return Depot(name, at(mile), stock, **given)


TEN_HOURS = Span(0, 36_000)


def bike(name: str = "v", home: str = "d", shift: Span = TEN_HOURS, parcels_max: int = 4, **given: Any) -> Vehicle:
    """An e-bike that carries four parcels for ten hours."""
    return Vehicle(name, VehicleKind.E_BIKE, home, shift, parcels_max, **given)


def problem(orders: Sequence[Order], depots: Sequence[Depot] = (), vehicles: Sequence[Vehicle] = ()) -> Problem:
    """A problem with one depot and one bike unless said otherwise."""
    depots, vehicles = depots or [depot()], vehicles or [bike()]
    places = [depot.place for depot in depots] + [order.place for order in orders if order.place]
    return Problem(orders, depots, vehicles, ground(places))


def trip(departs_at: int, *visits: tuple[str, int, int], returns_at: int) -> Trip:
    """Visits as (order, arrives, leaves); service begins on arrival."""
    return Trip(departs_at, [Stop(name, arrives, arrives, leaves) for name, arrives, leaves in visits], returns_at)


def plan(*trips: Trip, vehicle: str = "v", out: Sequence[str] = ()) -> Plan:
    """One vehicle's plan."""
    return Plan([Route(vehicle, trips)], [Unserved(name, UnservedReason.NO_ROOM) for name in out])


_miles = st.integers(-6, 6)


@st.composite
def _orders(draw: st.DrawFn, depots: Sequence[str], most: int) -> list[Order]:
    count = draw(st.integers(1, most))
    return [
        replace(
            order(draw(_miles), f"o{number}", draw(_miles)),
            units=draw(st.integers(1, 3)),
            grams=draw(st.sampled_from([0, 100, 400])),
            depot=draw(st.sampled_from([None, *depots])),
            ready_at=draw(st.sampled_from([0, 0, 1200])),
            window=draw(st.sampled_from([Span(), Span(0, 3000), Span(1800, 6000), Span(4000, 9000)])),
            service_s=draw(st.sampled_from([0, 120])),
            prize=draw(st.sampled_from([3_000, 100_000, 100_000, 250_000])),
        )
        for number in range(count)
    ]


@st.composite
def towns(draw: st.DrawFn, most: int = 8, scarce: bool = True) -> Problem:
    """Problems with one or two depots, up to three unlike vehicles and orders of every sort.

    `scarce`: stock and range may bind, and orders may lie nowhere: the rules that the solver's library does not know.
    """
    hours = st.sampled_from([Span(), Span(600, 9000)])
    stock = st.integers(0, 12) if scarce else st.just(1000)
    depots = [
        depot(name, mile, draw(stock), hours=draw(hours), loading_s=draw(st.sampled_from([0, 300])))
        for name, mile in [("d", 0), ("e", 3)][: draw(st.integers(1, 2))]
    ]
    names = [each.id for each in depots]
    costs = Costs(draw(st.sampled_from([0, 500])), 1, draw(st.integers(0, 1)))
    vehicles = [
        Vehicle(
            f"v{number}",
            draw(st.sampled_from(VehicleKind)),
            draw(st.sampled_from(names)),
            draw(st.sampled_from([Span(0, 9000), Span(900, 5000)])),
            draw(st.integers(1, 4)),
            grams_max=draw(st.sampled_from([None, 500])),
            range_m=draw(st.sampled_from([None, 20_000])) if scarce else None,
            costs=costs,
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    orders = draw(_orders(names, most))
    if scarce and draw(st.booleans()):
        orders.append(order(None, "nowhere"))
    return problem(orders, depots, vehicles)
