"""The independent judge: what a plan costs, and every rule it breaks. It knows nothing of how plans are made.

Nothing a plan says is believed: loads, distances and the time each leg needs are worked out again from the problem.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from evenhand.core.routing.plan import Plan, Route, Stop, Trip
from evenhand.core.routing.problem import FOREVER, Depot, Order, Problem, Vehicle
from evenhand.core.routing.travel import legs


class Rule(StrEnum):
    """What a plan may break."""

    KNOWN_ORDER = "known_order"
    KNOWN_VEHICLE = "known_vehicle"
    ORDER_ONCE = "order_once"
    ORDER_ACCOUNTED = "order_accounted"
    VEHICLE_ONCE = "vehicle_once"
    LOCATED = "located"
    OWN_DEPOT = "own_depot"
    STOCK = "stock"
    LOAD = "load"
    WEIGHT = "weight"
    BIKES = "bikes"
    NEEDS = "needs"
    RANGE = "range"
    READY = "ready"
    TRAVEL_TIME = "travel_time"
    WINDOW = "window"
    SERVICE = "service"
    DEPOT_HOURS = "depot_hours"
    TRIP_ORDER = "trip_order"
    SHIFT = "shift"
    WORK = "work"
    TRIPS = "trips"
    LOCKED = "locked"
    DEPARTED = "departed"
    PRECEDENCE = "precedence"
    VAN_FIRST = "van_first"
    VAN_LAST = "van_last"
    SAME_VAN = "same_van"


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule: at which order, vehicle or depot, and by how much in the rule's unit."""

    rule: Rule
    subject: str
    excess: int = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """Cost points (of routes, and the prizes of orders left out), meters, seconds at work, visits, broken rules."""

    cost: int
    meters: int
    seconds: int
    served: int
    violations: Sequence[Violation]

    @property
    def holds(self) -> bool:
        """Whether the plan may be carried out as it is."""
        return not self.violations


def evaluate(problem: Problem, plan: Plan) -> Verdict:
    """Judge any plan for any problem, however wrong. KeyError: the travel source lacks a place of the problem."""
    book = _Book(problem)
    routes = [_Journey(book, route) for route in plan.routes if route.vehicle in book.vehicles]
    visited = {order.id for route in routes for ride in route.rides for order in ride.orders}
    left = sum(order.prize for order in problem.orders if order.id not in visited)
    return Verdict(
        cost=left + sum(route.cost for route in routes),
        meters=sum(route.meters for route in routes),
        seconds=sum(route.seconds for route in routes),
        served=len(visited),
        violations=tuple(_violations(problem, plan, routes)),
    )


class _Book:
    """The problem by id."""

    def __init__(self, problem: Problem) -> None:
        self.travel = problem.travel
        self.orders = {order.id: order for order in problem.orders}
        self.depots = {depot.id: depot for depot in problem.depots}
        self.vehicles = {vehicle.id: vehicle for vehicle in problem.vehicles}


class _Ride:
    """A trip with what the problem knows of it. Stops at unknown or unlocated orders are left to rules of their own."""

    def __init__(self, book: _Book, vehicle: Vehicle, trip: Trip, first: bool, last: bool) -> None:
        self.trip, self.vehicle, self.depot = trip, vehicle, book.depots[vehicle.depot]
        self.under_way = first and vehicle.departed and bool(vehicle.locked)
        known = [(stop, book.orders[stop.order]) for stop in trip.stops if stop.order in book.orders]
        self.orders = [order for _, order in known]
        self.visits = [(stop, order) for stop, order in known if order.place]
        begins = vehicle.start if self.under_way and vehicle.start else self.depot.place
        ends = vehicle.home if last and vehicle.home else self.depot.place
        path = [begins, *(order.place for _, order in known if order.place), ends]
        meters, self.leg_seconds = legs(book.travel, vehicle.kind, path)
        self.meters = sum(meters)
        self.loads_at = trip.departs_at - (0 if self.under_way else self.depot.loading_s)


class _Journey:
    """A route with its rides."""

    def __init__(self, book: _Book, route: Route) -> None:
        self.vehicle = book.vehicles[route.vehicle]
        self.depot = book.depots[self.vehicle.depot]
        final = len(route.trips) - 1
        self.rides = [
            _Ride(book, self.vehicle, trip, number == 0, number == final) for number, trip in enumerate(route.trips)
        ]
        self.meters = sum(ride.meters for ride in self.rides)
        self.seconds = self.rides[-1].trip.returns_at - self.rides[0].loads_at if self.rides else 0

    @property
    def cost(self) -> int:
        costs = self.vehicle.costs
        return bool(self.rides) * costs.start + costs.per_meter * self.meters + costs.per_second * self.seconds


def _violations(problem: Problem, plan: Plan, routes: Sequence[_Journey]) -> Iterator[Violation]:
    yield from _each_order_once(problem, plan)
    yield from _each_vehicle_once(problem, plan)
    yield from _stock(routes)
    yield from _locked(problem, plan)
    yield from _precedence(problem, plan)
    for depot in problem.depots:
        yield from _van_and_bikes(depot, routes)
    for route in routes:
        yield from _shift(route)
        for ride in route.rides:
            yield from _load(ride)
            yield from _loading(ride)
            yield from _timetable(ride)


def _each_order_once(problem: Problem, plan: Plan) -> Iterator[Violation]:
    known = {order.id for order in problem.orders}
    told = Counter(stop.order for stop in plan.stops()) + Counter(left.order for left in plan.unserved)
    for order, times in told.items():
        if order not in known:
            yield Violation(Rule.KNOWN_ORDER, order)
        elif times > 1:
            yield Violation(Rule.ORDER_ONCE, order, times - 1)
    yield from (Violation(Rule.ORDER_ACCOUNTED, order) for order in sorted(known - told.keys()))


def _each_vehicle_once(problem: Problem, plan: Plan) -> Iterator[Violation]:
    known = {vehicle.id for vehicle in problem.vehicles}
    for vehicle, times in Counter(route.vehicle for route in plan.routes).items():
        if vehicle not in known:
            yield Violation(Rule.KNOWN_VEHICLE, vehicle)
        elif times > 1:
            yield Violation(Rule.VEHICLE_ONCE, vehicle, times - 1)


def _stock(routes: Sequence[_Journey]) -> Iterator[Violation]:
    depots = {route.depot.id: route.depot for route in routes}
    taken: Counter[str] = Counter()
    for route in routes:
        taken[route.depot.id] += sum(order.units for ride in route.rides for order in ride.orders)
    for depot, units in taken.items():
        yield from _excess(Rule.STOCK, depot, units, depots[depot].stock)


def _locked(problem: Problem, plan: Plan) -> Iterator[Violation]:
    routes = {route.vehicle: [stop.order for trip in route.trips for stop in trip.stops] for route in plan.routes}
    for vehicle in problem.vehicles:
        if tuple(routes.get(vehicle.id, ()))[: len(vehicle.locked)] != vehicle.locked:
            yield Violation(Rule.LOCKED, vehicle.id)


def _precedence(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Each order's service begins after that of those it waits for has ended. An unserved one is waited for in vain."""
    service_s = {order.id: order.service_s for order in problem.orders}
    stops = {stop.order: stop for stop in plan.stops() if stop.order in service_s}
    for order in problem.orders:
        for before in order.after if order.id in stops else ():
            ended = stops[before].starts_at + service_s[before] if before in stops else FOREVER
            yield from _excess(Rule.PRECEDENCE, order.id, ended, stops[order.id].starts_at)


def _van_and_bikes(depot: Depot, routes: Sequence[_Journey]) -> Iterator[Violation]:
    """Who loads at a drop-off point begins when the van has unloaded and is back before it takes the riders up."""
    riders = [ride for route in routes if route.depot.id == depot.id for ride in route.rides]
    visits = {order.id: (route, stop, order) for route in routes for ride in route.rides for stop, order in ride.visits}
    brought, fetched = visits.get(depot.brought_by or ""), visits.get(depot.fetched_by or "")
    for ride in riders if depot.brought_by else ():
        unloaded = brought[1].starts_at + brought[2].service_s if brought else FOREVER
        yield from _excess(Rule.VAN_FIRST, ride.vehicle.id, unloaded, ride.loads_at)
    for ride in riders if depot.fetched_by else ():
        waits = fetched[2].service_s if fetched and depot.fetched_by != depot.brought_by else 0
        leaves = fetched[1].departs_at - waits if fetched else 0
        yield from _excess(Rule.VAN_LAST, ride.vehicle.id, ride.trip.returns_at, leaves)
    if riders and brought and fetched and brought[0] is not fetched[0]:
        yield Violation(Rule.SAME_VAN, depot.id)


def _shift(route: _Journey) -> Iterator[Violation]:
    vehicle = route.vehicle
    yield from _excess(Rule.WORK, vehicle.id, route.seconds, vehicle.work_s)
    yield from _excess(Rule.TRIPS, vehicle.id, len(route.rides), vehicle.trips_max)
    for ride in route.rides:
        yield from _excess(Rule.SHIFT, vehicle.id, vehicle.shift.start, ride.loads_at)
        yield from _excess(Rule.SHIFT, vehicle.id, ride.trip.returns_at, vehicle.shift.end)
    for before, after in pairwise(route.rides):
        yield from _excess(Rule.TRIP_ORDER, vehicle.id, before.trip.returns_at, after.loads_at)


def _load(ride: _Ride) -> Iterator[Violation]:
    vehicle = ride.vehicle
    yield from _excess(Rule.LOAD, vehicle.id, sum(order.parcels for order in ride.orders), vehicle.parcels_max)
    yield from _excess(Rule.WEIGHT, vehicle.id, sum(order.grams for order in ride.orders), vehicle.grams_max)
    yield from _excess(Rule.BIKES, vehicle.id, sum(order.bikes for order in ride.orders), vehicle.bikes_max)
    yield from _excess(Rule.RANGE, vehicle.id, ride.meters, vehicle.range_m)
    if ride.under_way and [order.id for order in ride.orders] != list(vehicle.locked):
        yield Violation(Rule.DEPARTED, vehicle.id)
    for order in ride.orders:
        yield from _excess(Rule.NEEDS, order.id, len(order.needs - vehicle.has), 0)
        if order.place is None:
            yield Violation(Rule.LOCATED, order.id)
        if order.depot not in (None, ride.depot.id):
            yield Violation(Rule.OWN_DEPOT, order.id)


def _loading(ride: _Ride) -> Iterator[Violation]:
    hours = ride.depot.hours
    for second in (ride.trip.returns_at,) if ride.under_way else (ride.loads_at, ride.trip.returns_at):
        yield from _excess(Rule.DEPOT_HOURS, ride.vehicle.id, hours.start, second)
        yield from _excess(Rule.DEPOT_HOURS, ride.vehicle.id, second, hours.end)
    if ride.under_way:
        return
    for order in ride.orders:
        yield from _excess(Rule.READY, order.id, order.ready_at, ride.loads_at)


def _timetable(ride: _Ride) -> Iterator[Violation]:
    *there, back = ride.leg_seconds
    left_at = ride.trip.departs_at
    for (stop, order), seconds in zip(ride.visits, there, strict=True):
        yield from _excess(Rule.TRAVEL_TIME, order.id, left_at + seconds, stop.arrives_at)
        yield from _visit(stop, order)
        left_at = stop.departs_at
    yield from _excess(Rule.TRAVEL_TIME, ride.vehicle.id, left_at + back, ride.trip.returns_at)


def _visit(stop: Stop, order: Order) -> Iterator[Violation]:
    yield from _excess(Rule.SERVICE, order.id, stop.arrives_at, stop.starts_at)
    yield from _excess(Rule.SERVICE, order.id, stop.starts_at + order.service_s, stop.departs_at)
    yield from _excess(Rule.WINDOW, order.id, order.window.start, stop.starts_at)
    yield from _excess(Rule.WINDOW, order.id, stop.starts_at, order.window.end)


def _excess(rule: Rule, subject: str, amount: int, most: int | None) -> Iterator[Violation]:
    """One violation if `amount` is above `most` (None: no bound)."""
    if most is not None and amount > most:
        yield Violation(rule, subject, amount - most)
