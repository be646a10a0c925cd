"""From who-visits-whom to a route with times, or the finding that no such route exists."""

from collections.abc import Sequence
from itertools import pairwise

from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Route, Stop, Trip
from evenhand.core.routing.problem import Order, Vehicle

Draft = Sequence[Sequence[str]]
"""A route without times: the order ids of each trip, in the order of visits."""


def fit(network: Network, vehicle: Vehicle, draft: Draft) -> Route | None:
    """The draft with times: home as early as possible, and then out as late as that allows.

    None if load, weight, range, depot, ready times, windows, hours or shift forbid it. Stock is shared by vehicles
    and not looked at here. KeyError: an unknown order, or one without a place.
    """
    trips = [[network.orders[order] for order in trip] for trip in draft if trip]
    if not all(_carries(network, vehicle, trip) for trip in trips):
        return None
    line = _Line(network, vehicle)
    early = line.run(trips, vehicle.shift.start)
    if early is None or not early.trips:
        return early
    return line.run(trips, line.latest_start(trips, early.trips[-1].returns_at))


def distance(network: Network, vehicle: Vehicle, trip: Sequence[str]) -> int:
    """Meters of a trip, depot to depot."""
    meters, home = network.meters(vehicle.kind), network.depot_at[vehicle.depot]
    path = [home, *(network.order_at[order] for order in trip), home]
    return sum(meters[here][there] for here, there in pairwise(path))


def _carries(network: Network, vehicle: Vehicle, trip: Sequence[Order]) -> bool:
    """Whether the trip is one for this vehicle, time aside."""
    return (
        len(trip) <= vehicle.parcels_max
        and (vehicle.grams_max is None or sum(order.grams for order in trip) <= vehicle.grams_max)
        and all(network.may_serve(vehicle.depot, order) for order in trip)
        and (vehicle.range_m is None or distance(network, vehicle, [order.id for order in trip]) <= vehicle.range_m)
    )


class _Line:
    """One vehicle's timetable arithmetic."""

    def __init__(self, network: Network, vehicle: Vehicle) -> None:
        self.vehicle = vehicle
        self.depot = network.depots[vehicle.depot]
        self.home = network.depot_at[vehicle.depot]
        self.at = network.order_at
        self.seconds = network.seconds(vehicle.kind)

    def run(self, trips: Sequence[Sequence[Order]], start: int) -> Route | None:
        """Every step as soon as it may be taken from `start` on."""
        clock, done = start, []
        for orders in trips:
            trip = self._trip(orders, clock)
            if trip is None:
                return None
            done.append(trip)
            clock = trip.returns_at
        return Route(self.vehicle.id, tuple(done)) if clock <= self.vehicle.shift.end else None

    def _trip(self, orders: Sequence[Order], clock: int) -> Trip | None:
        loads_at = max(clock, self.depot.hours.start, *(order.ready_at for order in orders))
        here, now, stops = self.home, loads_at + self.depot.loading_s, []
        departs_at = now
        for order in orders:
            arrives_at = now + self.seconds[here][self.at[order.id]]
            starts_at = max(arrives_at, order.window.start)
            if starts_at > order.window.end:
                return None
            here, now = self.at[order.id], starts_at + order.service_s
            stops.append(Stop(order.id, arrives_at, starts_at, now))
        now += self.seconds[here][self.home]
        return Trip(departs_at, tuple(stops), now) if now <= self.depot.hours.end else None

    def latest_start(self, trips: Sequence[Sequence[Order]], home_by: int) -> int:
        """The last moment at which the first loading may begin, for the last return to be no later than `home_by`."""
        latest = home_by
        for orders in reversed(trips):
            there = self.home
            for order in reversed(orders):
                here = self.at[order.id]
                latest = min(order.window.end, latest - self.seconds[here][there] - order.service_s)
                there = here
            latest -= self.seconds[self.home][there] + self.depot.loading_s
        return latest
