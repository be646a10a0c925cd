"""Far areas: where no rider's battery reaches, a van brings goods, riders and e-bikes to a drop-off point and waits.

Two storeys: batches of far orders, each with the point that is nearest to all of them; from it a plan for the riders,
of several trips with range; around it the van's own way. Beside it stand the same orders by riders alone and by cars.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil

import numpy as np

from evenhand.core.routing import reach
from evenhand.core.routing.budget import Iterations
from evenhand.core.routing.evaluate import Verdict, evaluate
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Plan, Route, Stop, Trip, Unserved, UnservedReason
from evenhand.core.routing.planning import plan
from evenhand.core.routing.problem import FOREVER, Depot, Order, Problem, Span, Vehicle
from evenhand.core.terms import Place, VehicleKind

FAR = {UnservedReason.OUT_OF_RANGE, UnservedReason.OUT_OF_ZONE, UnservedReason.TOO_LATE}
"""Reasons for which a nearer start would help."""


class Means(StrEnum):
    """The three ways to serve a far area that are compared."""

    RIDERS = "riders"
    CARS = "cars"
    VAN_AND_BIKES = "van_and_bikes"


@dataclass(frozen=True, slots=True)
class Option:
    """One way to do it: its problem, a checked plan, and what the judge says of it.

    A served order is on time, for windows are rules.
    """

    means: Means
    problem: Problem
    plan: Plan
    verdict: Verdict
    orders: int

    @property
    def left(self) -> int:
        """Far orders that this way does not serve."""
        served = {stop.order for stop in self.plan.stops()}
        return self.orders - sum(order.id in served for order in self.problem.orders if order.bikes == 0)

    @property
    def minutes(self) -> int:
        """Minutes of work."""
        return round(self.verdict.seconds / 60)

    @property
    def kilometers(self) -> float:
        """Kilometers driven."""
        return round(self.verdict.meters / 1000, 1)


def far_orders(problem: Problem) -> list[Order]:
    """Orders that no vehicle of the problem can serve from its depot, though each could be served from nearer."""
    left = {each.order for each in reach.hopeless(Network(problem)) if each.reason in FAR}
    return sorted((order for order in problem.orders if order.id in left), key=lambda order: order.id)


def far_batches(
    problem: Problem,
    *,
    riders: Sequence[Vehicle],
    cars: Sequence[Vehicle],
    vans: Sequence[Vehicle],
    points: Sequence[Place],
    seed: int,
    iterations: int = 300,
    unloading_s: int = 600,
) -> dict[Means, Option]:
    """The orders of a problem with one depot by riders alone, by cars, and by vans with e-bikes; all three judged.

    `problem.vehicles` is not looked at. `points`: places where a van may stop. A van takes `bikes_max` riders with it,
    the first of `riders`, and unloads for `unloading_s`. The same input and seed give the same plans.
    """
    orders = sorted(problem.orders, key=lambda order: order.id)
    fleets = {Means.RIDERS: riders, Means.CARS: cars}
    options = {}
    for means, fleet in fleets.items():
        task = replace(problem, vehicles=list(fleet))
        options[means] = _judged(means, task, plan(task, seed=seed, budget=Iterations(iterations)), len(orders))
    if vans and points and riders:
        builder = _Batches(problem, riders, vans, points, seed, iterations, unloading_s)
        options[Means.VAN_AND_BIKES] = _judged(Means.VAN_AND_BIKES, *builder.build(), len(orders))
    return options


def _judged(means: Means, problem: Problem, made: Plan, orders: int) -> Option:
    verdict = evaluate(problem, made)
    if not verdict.holds:
        raise RuntimeError(f"a plan that breaks rules was made and is withheld: {verdict.violations}")
    return Option(means, problem, made, verdict, orders)


@dataclass(frozen=True, slots=True)
class _Ride:
    """A batch carried out: the point's depot, the drop order, the riders there and their routes, the van's trip."""

    depot: Depot
    drop: Order
    riders: Sequence[Vehicle]
    orders: Sequence[Order]
    routes: Sequence[Route]
    van: str
    trip: Trip
    cost: int


class _Batches:
    """Builds the third option, batch by batch, on whichever van is back first."""

    def __init__(
        self,
        problem: Problem,
        riders: Sequence[Vehicle],
        vans: Sequence[Vehicle],
        points: Sequence[Place],
        seed: int,
        iterations: int,
        unloading_s: int,
    ) -> None:
        self.problem, self.riders, self.points = problem, riders, points
        self.vans = {van.id: van for van in sorted(vans, key=lambda van: van.id)}
        self.seed, self.iterations, self.unloading_s = seed, iterations, unloading_s
        self.outlet = problem.depots[0]
        self.free_at = {van.id: max(van.shift.start, self.outlet.hours.start) for van in self.vans.values()}

    def build(self) -> tuple[Problem, Plan]:
        """The joint problem of vans and riders, and its plan."""
        room = min(van.parcels_max for van in self.vans.values())
        everyone = sorted(self.problem.orders, key=lambda order: order.id)
        located = [order for order in everyone if order.place and order.parcels <= room]
        rides = [ride for number, batch in enumerate(self._cut(located)) if (ride := self._ride(number, batch))]
        carried = {order.id: order for ride in rides for order in ride.orders}
        orders = [carried.get(order.id, order) for order in self.problem.orders]
        routes = [
            Route(van, tuple(trips)) for van in self.vans if (trips := [ride.trip for ride in rides if ride.van == van])
        ]
        routes += [route for ride in rides for route in ride.routes]
        served = {stop.order for stop in Plan(routes).stops()}
        joint = replace(
            self.problem,
            orders=[*orders, *(ride.drop for ride in rides)],
            depots=[*self.problem.depots, *(ride.depot for ride in rides)],
            vehicles=[*self.vans.values(), *(rider for ride in rides for rider in ride.riders)],
        )
        left = [Unserved(order.id, self._why(order)) for order in self.problem.orders if order.id not in served]
        return joint, Plan(tuple(routes), tuple(left))

    @staticmethod
    def _why(order: Order) -> UnservedReason:
        return UnservedReason.NO_ROOM if order.place else UnservedReason.NO_PLACE

    def _cut(self, orders: Sequence[Order]) -> list[list[Order]]:
        """Batches of what one van holds, neighbors together: halved along the longer side until each fits."""
        room = min(van.parcels_max for van in self.vans.values())
        if sum(order.parcels for order in orders) <= room:
            return [list(orders)] if orders else []
        at = np.array([(order.place.lon, order.place.lat) for order in orders if order.place])
        along = at[:, int(np.ptp(at[:, 1]) > np.ptp(at[:, 0]))]
        parts = ceil(sum(order.parcels for order in orders) / room)
        middle = len(orders) * (parts // 2) // parts or 1
        ranked = [orders[index] for index in np.argsort(along, kind="stable").tolist()]
        return self._cut(ranked[:middle]) + self._cut(ranked[middle:])

    def _ride(self, number: int, batch: Sequence[Order]) -> _Ride | None:
        """The best of the three most central points for a batch; the van that is free first drives."""
        van = min(self.vans.values(), key=lambda each: (self.free_at[each.id], each.id))
        tried = [self._at(number, batch, van, point) for point in self._central(batch)]
        rides = [ride for ride in tried if ride]
        if not rides:
            return None
        best = min(rides, key=lambda ride: ride.cost)
        self.free_at[van.id] = best.trip.returns_at
        return best

    def _central(self, batch: Sequence[Order]) -> list[Place]:
        places = [order.place for order in batch if order.place]
        meters = self.problem.travel.table(VehicleKind.E_BIKE, list(self.points), places).meters.sum(axis=1)
        return [self.points[index] for index in np.argsort(meters, kind="stable")[:3].tolist()]

    def _at(self, number: int, batch: Sequence[Order], van: Vehicle, point: Place) -> _Ride | None:
        """The batch from one point: the riders' plan from the van's arrival on, then the van's way around it."""
        name = f"point-{number + 1}"
        out = int(self.problem.travel.table(van.kind, [self.outlet.place], [point]).seconds[0, 0])
        back = int(self.problem.travel.table(van.kind, [point], [self.outlet.place]).seconds[0, 0])
        loads_at = max(self.free_at[van.id], *(order.ready_at for order in batch))
        arrives_at = loads_at + self.outlet.loading_s + out
        until = min(van.shift.end, self.outlet.hours.end) - back
        if arrives_at + self.unloading_s > until:
            return None
        drop = Order(
            f"{name}-drop",
            point,
            units=sum(order.units for order in batch),
            parcels=sum(order.parcels for order in batch),
            bikes=min(van.bikes_max or 1, len(self.riders)),
            service_s=self.unloading_s,
        )
        depot = Depot(name, point, drop.units, Span(0, FOREVER), brought_by=drop.id, fetched_by=drop.id)
        span = Span(arrives_at + self.unloading_s, until)
        crew = [
            replace(rider, id=f"{rider.id}@{name}", depot=name, shift=span, start=None, home=None, locked=())
            for rider in self.riders[: drop.bikes]
        ]
        return self._carried_out(batch, van, drop, depot, crew, (loads_at, arrives_at, back))

    def _carried_out(
        self,
        batch: Sequence[Order],
        van: Vehicle,
        drop: Order,
        depot: Depot,
        crew: Sequence[Vehicle],
        times: tuple[int, int, int],
    ) -> _Ride | None:
        loads_at, arrives_at, back = times
        orders = [replace(order, depot=depot.id, ready_at=0) for order in batch]
        unbound = replace(depot, brought_by=None, fetched_by=None)
        task = replace(self.problem, orders=orders, depots=[unbound], vehicles=list(crew))
        made = plan(task, seed=self.seed, budget=Iterations(self.iterations))
        if not made.routes:
            return None
        leaves_at = max(arrives_at + drop.service_s, *(route.trips[-1].returns_at for route in made.routes))
        trip = Trip(
            loads_at + self.outlet.loading_s, (Stop(drop.id, arrives_at, arrives_at, leaves_at),), leaves_at + back
        )
        cost = evaluate(task, made).cost + van.costs.per_second * (trip.returns_at - loads_at)
        return _Ride(depot, drop, crew, orders, made.routes, van.id, trip, cost)
