"""A far wave: pooled parcels that no e-bike reaches from the outlet. Three ways are planned, judged and compared.

Riders alone, cars, or vans that carry riders with their e-bikes to a drop-off point, wait there, and bring them back.
The dispatcher sees all three before one of them leaves.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil
from uuid import UUID

from evenhand.apps.dispatch import queries, services
from evenhand.apps.dispatch.planning.near import Transaction, solve
from evenhand.apps.dispatch.queries import Pool, Task, WaveKind
from evenhand.apps.dispatch.queries.riding import Load
from evenhand.apps.dispatch.queries.tasks import PER_METER
from evenhand.apps.journal.sockets import socket
from evenhand.core.policy.supply import DropOff
from evenhand.core.routing import waves
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.plan import Plan, Route, Stop, Trip, Unserved, UnservedReason
from evenhand.core.routing.problem import Costs, Depot, Order, Problem, Span, Vehicle
from evenhand.core.terms import VehicleKind

UNLOADING_S, POINT_LOADING_S = 600, 60
"""Seconds until a van has put down parcels and e-bikes; seconds in which a rider there loads a trip."""

UNEVEN = 1.25
"""How much more than an even share a rider may take, so that neighborhoods need not be cut."""


class Way(StrEnum):
    """How far parcels may be brought."""

    RIDERS = "riders"
    CARS = "cars"
    VANS = "vans"


@dataclass(frozen=True, slots=True)
class Option:
    """One way with its plan. `calls` and `loads` are as in a task."""

    problem: Problem
    plan: Plan
    calls: Mapping[str, str]
    loads: Mapping[str, Load]

    def figures(self, promised: Mapping[str, Span]) -> dict[str, int]:
        """What a dispatcher compares. Minutes are those of everybody at work, cost points are of the ways alone."""
        verdict = evaluate(self.problem, self.plan)
        at_doors = [stop for stop in self.plan.stops() if stop.order in promised]
        left = sum(order.prize for order in self.problem.orders if order.id in {u.order for u in self.plan.unserved})
        return {
            "served": len(at_doors),
            "on_time": sum(stop.starts_at <= promised[stop.order].end for stop in at_doors),
            "kilometers": verdict.meters // 1000,
            "minutes": verdict.seconds // 60,
            "vehicles": len(self.plan.routes),
            "cost": verdict.cost - left,
        }


def plan_far_wave(
    transaction: Transaction,
    *,
    city: str,
    outlet_id: UUID,
    by: UUID,
    seconds: float,
    way: Way | None = None,
    seed: int = 0,
) -> UUID:
    """Plan what is pooled in each way, store the best one, or the one asked for, with the figures of all.

    Refused: NOT_FOUND (outlet), NOT_YET (nothing is pooled), WRONG_STATE (overtaken by another wave: plan again).
    """
    with transaction(city) as at:
        pool = queries.pool(city=city, at=at, outlet_id=outlet_id)
    options = compare(pool, lambda problem: solve(problem, seconds=seconds / len(Way), seed=seed))
    promised = {order.id: order.window for order in pool.orders}
    figures = {each.value: option.figures(promised) for each, option in options.items()}
    chosen = way or recommended(figures)
    option = options[chosen]
    task = Task(
        pool.outlet_id, pool.zero, option.problem, WaveKind.FAR, option.calls, option.loads, figures, chosen.value
    )
    with transaction(city) as at:
        return services.store_plan(city=city, at=at, by=by, task=task, plan=option.plan)


def recommended(figures: Mapping[str, Mapping[str, int]]) -> Way:
    """The way that brings most; of those the one that keeps most promises; of those the cheapest."""
    return Way(min(figures, key=lambda way: (-figures[way]["served"], -figures[way]["on_time"], figures[way]["cost"])))


def compare(pool: Pool, search: Callable[[Problem], Plan]) -> dict[Way, Option]:
    """A plan for each way, each without fault."""
    fleet = [replace(vehicle, costs=Costs(per_meter=PER_METER[vehicle.kind])) for vehicle in pool.vehicles]
    riders = [vehicle for vehicle in fleet if vehicle.kind is VehicleKind.E_BIKE]
    cars = [replace(vehicle, bikes_max=None) for vehicle in fleet if vehicle.kind is not VehicleKind.E_BIKE]
    vans = [vehicle for vehicle in fleet if vehicle.kind is VehicleKind.VAN and vehicle.bikes_max]
    return {
        Way.RIDERS: _from_outlet(pool, riders, search),
        Way.CARS: _from_outlet(pool, cars, search),
        Way.VANS: _by_vans(pool, vans, riders, search),
    }


def _from_outlet(pool: Pool, vehicles: Sequence[Vehicle], search: Callable[[Problem], Plan]) -> Option:
    problem = waves.forgive_lateness(Problem(pool.orders, [pool.depot], vehicles, socket("maps")))
    return Option(problem, search(problem), {}, {})


@dataclass(frozen=True, slots=True)
class _Party:
    """A van with its riders at a drop-off point: their trips there, and the van's own route."""

    point: DropOff
    problem: Problem
    plan: Plan
    halt: Order
    route: Route


def _by_vans(
    pool: Pool, vans: Sequence[Vehicle], riders: Sequence[Vehicle], search: Callable[[Problem], Plan]
) -> Option:
    parties = list(_parties(pool, vans, riders, search))
    taken = {stop.order for party in parties for stop in party.plan.stops()}
    going = {route.vehicle for party in parties for route in party.plan.routes}
    at_points = {order.id: order for party in parties for order in party.problem.orders if order.id in taken}
    left = {unserved.order: unserved for party in parties for unserved in party.plan.unserved}
    orders = [at_points.get(order.id, order) for order in pool.orders]
    problem = Problem(
        orders=[*orders, *(party.halt for party in parties)],
        depots=[pool.depot, *(_depot(party) for party in parties)],
        vehicles=[*vans, *(v for party in parties for v in party.problem.vehicles if v.id in going)],
        travel=socket("maps"),
    )
    routes = [route for party in parties for route in (party.route, *party.plan.routes)]
    unserved = [
        left.get(order.id, Unserved(order.id, UnservedReason.NO_VEHICLE)) for order in orders if order.id not in taken
    ]
    calls = {party.halt.id: party.point.code for party in parties}
    loads = {party.point.code: Load(party.point.code, party.point.at) for party in parties}
    return Option(problem, Plan(routes, unserved), calls, loads)


def _parties(
    pool: Pool, vans: Sequence[Vehicle], riders: Sequence[Vehicle], search: Callable[[Problem], Plan]
) -> Iterator[_Party]:
    """The point with most orders gets the first van, and as many of the riders still here as fit into it."""
    here = sorted(riders, key=lambda rider: rider.id)
    groups = sorted(_groups(pool).items(), key=lambda group: (-len(group[1]), group[0]))
    points = {point.code: point for point in pool.points}
    for van, (code, orders) in zip(sorted(vans, key=lambda van: van.id), groups, strict=False):
        crew, here = here[: van.bikes_max], here[van.bikes_max or 0 :]
        party = _party(pool, van, points[code], orders, crew, search) if crew else None
        if party:
            yield party


def _groups(pool: Pool) -> dict[str, list[Order]]:
    """Orders by the drop-off point that is nearest to ride from. Those without a place come with the first."""
    found: defaultdict[str, list[Order]] = defaultdict(list)
    if not pool.points:
        return found
    places = [order.place or pool.depot.place for order in pool.orders]
    table = socket("maps").table(VehicleKind.E_BIKE, [point.at for point in pool.points], places)
    for order, nearest in zip(pool.orders, table.seconds.argmin(axis=0).tolist(), strict=True):
        found[pool.points[nearest].code].append(order)
    return found


def _party(
    pool: Pool,
    van: Vehicle,
    point: DropOff,
    orders: Sequence[Order],
    crew: Sequence[Vehicle],
    search: Callable[[Problem], Plan],
) -> _Party | None:
    """None: the van could not be there and back within its shift, or nobody there could be served."""
    there, back = _legs(pool, van, point)
    leaves = max(van.shift.start, pool.depot.hours.start) + pool.depot.loading_s
    unloaded, home_by = leaves + there + UNLOADING_S, min(van.shift.end, pool.depot.hours.end) - back
    if unloaded >= home_by:
        return None
    aboard, rest = orders[: van.parcels_max], orders[van.parcels_max :]
    depot = Depot(point.code, point.at, pool.depot.stock, Span(unloaded, home_by), POINT_LOADING_S)
    ready = [v for v in crew if v.shift.start <= leaves - pool.depot.loading_s and v.shift.end - back > unloaded]
    bikes = [
        replace(rider, depot=point.code, shift=Span(unloaded, min(home_by, rider.shift.end - back)))
        for rider in _sharing(ready, len(aboard))
    ]
    at_point = [replace(order, depot=point.code) for order in aboard]
    problem = waves.forgive_lateness(Problem(at_point, [depot], bikes, socket("maps")))
    plan = search(problem)
    if not plan.routes:
        return None
    plan = Plan(plan.routes, [*plan.unserved, *(Unserved(order.id, UnservedReason.NO_ROOM) for order in rest)])
    carried = [order for order in aboard if order.id in {stop.order for stop in plan.stops()}]
    halt = Order(
        id=f"halt:{point.code}",
        place=point.at,
        units=sum(order.units for order in carried),
        depot=pool.depot.id,
        service_s=UNLOADING_S,
        prize=0,
        parcels=len(carried),
        bikes=len(plan.routes),
    )
    waits_until = max(route.trips[-1].returns_at for route in plan.routes)
    arrives = leaves + there
    trip = Trip(leaves, (Stop(halt.id, arrives, arrives, waits_until),), waits_until + back)
    return _Party(point, problem, plan, halt, Route(van.id, (trip,)))


def _sharing(riders: Sequence[Vehicle], parcels: int) -> list[Vehicle]:
    """The van waits for the last of them: so the trips are as few and as even as the parcels allow."""
    if not riders:
        return []
    trips = ceil(parcels / sum(rider.parcels_max for rider in riders))
    even = ceil(UNEVEN * parcels / (len(riders) * trips))
    return [replace(rider, trips_max=trips, parcels_max=min(rider.parcels_max, even)) for rider in riders]


def _legs(pool: Pool, van: Vehicle, point: DropOff) -> tuple[int, int]:
    """Seconds from the outlet to the point, and back."""
    places = [pool.depot.place, point.at]
    seconds = socket("maps").table(van.kind, places, places).seconds
    return int(seconds[0, 1]), int(seconds[1, 0])


def _depot(party: _Party) -> Depot:
    """The drop-off point as the van opens and closes it."""
    [depot] = party.problem.depots
    return replace(depot, brought_by=party.halt.id, fetched_by=party.halt.id)
