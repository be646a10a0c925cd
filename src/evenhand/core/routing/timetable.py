"""From who-visits-whom to a route with times, or the finding that no such route exists."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Route, Stop, Trip
from evenhand.core.routing.problem import FOREVER, Order, Vehicle

Draft = Sequence[Sequence[str]]
"""A route without times: the order ids of each trip, in the order of visits."""


def fit(network: Network, vehicle: Vehicle, draft: Draft) -> Route | None:
    """The draft with times: home as early as possible, and then out as late as that allows.

    None if load, range, depot, needs, ready times, windows, hours, shift or working time forbid it. What vehicles
    share is not looked at here: stock, and orders that wait for others. KeyError: an unknown order, or one without a
    place.
    """
    orders = [[network.orders[order] for order in trip] for trip in draft if trip]
    if len(orders) > (vehicle.trips_max or FOREVER):
        return None
    trips = _outings(network, vehicle, orders)
    if not all(_carries(network, vehicle, trip) for trip in trips):
        return None
    line = _Line(network, vehicle)
    early = line.run(trips, vehicle.shift.start)
    if early is None or not early.trips:
        return early
    if not vehicle.departed:
        early = line.run(trips, line.latest_start(trips, early.trips[-1].returns_at))
    return early if early and _within_work(line, early) else None


def distance(network: Network, vehicle: Vehicle, trip: Sequence[str]) -> int:
    """Meters of a trip, depot to depot."""
    home = network.depot_at[vehicle.depot]
    return sum(network.legs(vehicle.kind, [home, *(network.order_at[order] for order in trip), home])[0])


@dataclass(frozen=True, slots=True)
class _Outing:
    """A trip with the figures of its legs."""

    orders: Sequence[Order]
    meters: int
    seconds: Sequence[int]
    under_way: bool


def _outings(network: Network, vehicle: Vehicle, trips: Sequence[Sequence[Order]]) -> list[_Outing]:
    depot, outings = network.depot_at[vehicle.depot], []
    for number, orders in enumerate(trips):
        under_way = vehicle.departed and number == 0 and bool(vehicle.locked)
        start = network.begins_at(vehicle) if under_way else depot
        end = network.ends_at(vehicle) if number == len(trips) - 1 else depot
        meters, seconds = network.legs(vehicle.kind, [start, *(network.order_at[each.id] for each in orders), end])
        outings.append(_Outing(orders, sum(meters), seconds, under_way))
    return outings


def _carries(network: Network, vehicle: Vehicle, trip: _Outing) -> bool:
    """Whether the trip is one for this vehicle, time aside."""
    orders = trip.orders
    loads = ((vehicle.grams_max, "grams"), (vehicle.bikes_max, "bikes"), (vehicle.parcels_max, "parcels"))
    return (
        all(most is None or sum(getattr(order, what) for order in orders) <= most for most, what in loads)
        and all(network.may_serve(vehicle.depot, order) and order.needs <= vehicle.has for order in orders)
        and (vehicle.range_m is None or trip.meters <= vehicle.range_m)
        and (not trip.under_way or [order.id for order in orders] == list(vehicle.locked))
    )


def _within_work(line: "_Line", route: Route) -> bool:
    bound = line.vehicle.work_s
    first = route.trips[0]
    begins_at = first.departs_at - (0 if line.vehicle.departed else line.depot.loading_s)
    return bound is None or route.trips[-1].returns_at - begins_at <= bound


class _Line:
    """One vehicle's timetable arithmetic."""

    def __init__(self, network: Network, vehicle: Vehicle) -> None:
        self.vehicle = vehicle
        self.depot = network.depots[vehicle.depot]

    def run(self, trips: Sequence[_Outing], start: int) -> Route | None:
        """Every step as soon as it may be taken from `start` on."""
        clock, done = start, []
        for outing in trips:
            trip = self._trip(outing, clock)
            if trip is None:
                return None
            done.append(trip)
            clock = trip.returns_at
        return Route(self.vehicle.id, tuple(done)) if clock <= self.vehicle.shift.end else None

    def _trip(self, outing: _Outing, clock: int) -> Trip | None:
        departs_at = clock if outing.under_way else self._loaded(outing, clock)
        now, stops = departs_at, []
        for order, seconds in zip(outing.orders, outing.seconds, strict=False):
            arrives_at = now + seconds
            starts_at = max(arrives_at, order.window.start)
            if starts_at > order.window.end:
                return None
            now = starts_at + order.service_s
            stops.append(Stop(order.id, arrives_at, starts_at, now))
        now += outing.seconds[-1]
        return Trip(departs_at, tuple(stops), now) if now <= self.depot.hours.end else None

    def _loaded(self, outing: _Outing, clock: int) -> int:
        return max(clock, self.depot.hours.start, *(order.ready_at for order in outing.orders)) + self.depot.loading_s

    def latest_start(self, trips: Sequence[_Outing], home_by: int) -> int:
        """The last moment at which the first loading may begin, for the last return to be no later than `home_by`."""
        latest = home_by
        for outing in reversed(trips):
            for order, seconds in zip(reversed(outing.orders), reversed(outing.seconds), strict=False):
                latest = min(order.window.end, latest - seconds - order.service_s)
            latest -= outing.seconds[0] + self.depot.loading_s
        return latest
