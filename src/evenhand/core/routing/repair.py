"""From any draft of routes to a plan that keeps every rule, changing as little as it must.

A solver may not know all rules (range for each trip, stock for each depot) or may have been stopped too soon. What
can't stay is taken out, then put back where it fits at the least cost, if it is worth that.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from math import inf

from evenhand.core.routing import timetable
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Plan, Route, Unserved, UnservedReason
from evenhand.core.routing.problem import Order, Vehicle
from evenhand.core.routing.timetable import Draft

SPOTS = 50
"""How many of the cheapest spots an order is tried at before it is given up."""

Trips = list[list[str]]


def repair(network: Network, drafts: Mapping[str, Draft], hopeless: Iterable[Unserved]) -> Plan:
    """A plan of the drafts (vehicle id to trips, without what is locked): it keeps every rule and has each order once.

    `hopeless` orders are in no draft. What is locked to a vehicle must fit it as one trip, and all of it the depots'
    stock.
    """
    given_up = list(hopeless)
    bench = _Bench(network)
    for vehicle in network.vehicles.values():
        bench.lay(vehicle, [vehicle.locked, *drafts.get(vehicle.id, ())])
    for depot in network.depots:
        bench.trim_to_stock(depot)
    bench.put_back(except_for={left.order for left in given_up})
    return bench.plan(given_up)


@dataclass(frozen=True, slots=True, order=True)
class _Spot:
    """A gap between two visits of a trip (from 0; one past the last trip is a new one), and what a visit there adds."""

    cost: int
    vehicle: str
    trip: int
    position: int


class _Bench:
    """The routes being mended, by vehicle id. An order in none of them is out."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.routes: dict[str, Route] = {}

    def lay(self, vehicle: Vehicle, draft: Draft) -> None:
        """Give the vehicle this draft, whose first trip is what is locked, or as much of it as fits.

        Then each order is kept in turn, in a new trip if it must.
        """
        self.routes[vehicle.id] = timetable.fit(self.network, vehicle, draft) or self._most_of(vehicle, draft)

    def trim_to_stock(self, depot: str) -> None:
        """Take out whatever is the least loss, until the depot's stock is enough for the rest."""
        while self._stock_left(depot) < 0:
            _, out, vehicle = min(self._losses(depot))
            rest = [[order for order in trip if order != out] for trip in self._trips(vehicle)]
            self.lay(vehicle, rest if vehicle.locked else [[], *rest])

    def put_back(self, except_for: set[str]) -> None:
        """Find a spot for each order that is out, the most valuable and most urgent first."""
        planned = {stop.order for route in self.routes.values() for trip in route.trips for stop in trip.stops}
        out = [order for order in self.network.orders.values() if order.id not in planned | except_for]
        for order in sorted(out, key=lambda order: (-order.prize, order.window.end, order.id)):
            self._insert(order)

    def plan(self, given_up: Iterable[Unserved]) -> Plan:
        """What stands on the bench."""
        routes = tuple(route for route in self.routes.values() if route.trips)
        told = {stop.order for stop in Plan(routes).stops()} | {left.order for left in given_up}
        rest = [order for order in self.network.orders.values() if order.id not in told]
        return Plan(routes, (*given_up, *(Unserved(order.id, self._why_out(order)) for order in rest)))

    def _most_of(self, vehicle: Vehicle, draft: Draft) -> Route:
        kept: Trips = [list(vehicle.locked)]
        route = timetable.fit(self.network, vehicle, kept) or Route(vehicle.id, ())
        for trip in draft[1:]:
            kept.append([])
            for order in trip:
                for longer in ([*kept[:-1], [*kept[-1], order]], [*kept, [order]]):
                    fitted = timetable.fit(self.network, vehicle, longer)
                    if fitted:
                        kept, route = longer, fitted
                        break
        return route

    def _insert(self, order: Order) -> None:
        spots = (spot for vehicle in self._vehicles_for(order) for spot in self._spots(vehicle, order))
        for spot in nsmallest(SPOTS, (spot for spot in spots if spot.cost < order.prize)):
            vehicle = self.network.vehicles[spot.vehicle]
            trips = [*self._trips(vehicle), []]
            trips[spot.trip].insert(spot.position, order.id)
            fitted = timetable.fit(self.network, vehicle, trips)
            if fitted:
                self.routes[vehicle.id] = fitted
                return

    def _spots(self, vehicle: Vehicle, order: Order) -> Iterator[_Spot]:
        """Gaps where load and range leave room; whether time does too is seen when the order is put there."""
        trips = self._trips(vehicle)
        start = 0 if trips else vehicle.costs.start
        for number, trip in enumerate([*trips, []]):
            if self._full(vehicle, trip) or (vehicle.locked and number == 0):
                continue
            room = vehicle.range_m - timetable.distance(self.network, vehicle, trip) if vehicle.range_m else inf
            for position, (before, after) in enumerate(pairwise(self._path(vehicle, trip))):
                meters, cost = self._detour(vehicle, before, order, after)
                if meters <= room:
                    yield _Spot(start + cost, vehicle.id, number, position)

    def _full(self, vehicle: Vehicle, trip: Iterable[str]) -> bool:
        return sum(self.network.orders[order].parcels for order in trip) >= vehicle.parcels_max

    def _losses(self, depot: str) -> Iterator[tuple[float, str, Vehicle]]:
        """What taking out an order would lose for each unit gained, with the order and its vehicle."""
        for vehicle in self._vehicles_at(depot):
            for trip in self._trips(vehicle)[bool(vehicle.locked) :]:
                path = self._path(vehicle, trip)
                for name, before, after in zip(trip, path, path[2:], strict=False):
                    order = self.network.orders[name]
                    if order.units:
                        loss = order.prize - self._detour(vehicle, before, order, after)[1]
                        yield loss / order.units, order.id, vehicle

    def _detour(self, vehicle: Vehicle, before: int, order: Order, after: int) -> tuple[int, int]:
        """Meters, and cost points, of visiting the order between two places."""
        meters, seconds = self.network.meters(vehicle.kind), self.network.seconds(vehicle.kind)
        here = self.network.order_at[order.id]
        farther = meters[before][here] + meters[here][after] - meters[before][after]
        longer = seconds[before][here] + order.service_s + seconds[here][after] - seconds[before][after]
        return farther, vehicle.costs.per_meter * farther + vehicle.costs.per_second * longer

    def _path(self, vehicle: Vehicle, trip: Iterable[str]) -> list[int]:
        home = self.network.depot_at[vehicle.depot]
        return [home, *(self.network.order_at[order] for order in trip), home]

    def _trips(self, vehicle: Vehicle) -> Trips:
        return [[stop.order for stop in trip.stops] for trip in self.routes[vehicle.id].trips]

    def _vehicles_at(self, depot: str) -> Iterator[Vehicle]:
        return (vehicle for vehicle in self.network.vehicles.values() if vehicle.depot == depot)

    def _vehicles_for(self, order: Order) -> Iterator[Vehicle]:
        stocked = [depot for depot in self.network.depots if self._stock_left(depot) >= order.units]
        return (v for depot in stocked if self.network.may_serve(depot, order) for v in self._vehicles_at(depot))

    def _stock_left(self, depot: str) -> int:
        routes = (self.routes[vehicle.id] for vehicle in self._vehicles_at(depot))
        orders = (self.network.orders[stop.order] for route in routes for trip in route.trips for stop in trip.stops)
        return self.network.depots[depot].stock - sum(order.units for order in orders)

    def _why_out(self, order: Order) -> UnservedReason:
        return UnservedReason.NO_ROOM if any(self._vehicles_for(order)) else UnservedReason.NO_STOCK
