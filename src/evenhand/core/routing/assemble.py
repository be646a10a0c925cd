"""From drafts, who visits whom, to a plan with times and reasons."""

from collections import Counter
from collections.abc import Mapping, Sequence

from evenhand.core.routing import reach, timetable
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Plan, Route, Unserved, UnservedReason
from evenhand.core.routing.problem import Order


def assemble(
    network: Network, drafts: Mapping[str, Sequence[Sequence[str]]], hopeless: Sequence[Unserved] | None = None
) -> Plan:
    """A plan of drafts by vehicle. What does not fit its vehicle, or stands in no draft, is left out with a reason.

    `hopeless`: what `reach.hopeless` says, if it was asked already.
    """
    routes: list[Route] = []
    for vehicle, draft in drafts.items():
        fitted = timetable.fit(network, network.vehicles[vehicle], draft)
        if fitted and fitted.trips:
            routes.append(fitted)
    plan = Plan(tuple(routes))
    served = {stop.order for stop in plan.stops()}
    if len(served) == len(network.orders):
        return plan
    known = reach.hopeless(network) if hopeless is None else hopeless
    reasons = {left.order: left.reason for left in known}
    left = _stock_left(network, plan)
    return Plan(
        plan.routes,
        tuple(
            Unserved(name, reasons.get(name) or _why_out(network, left, order))
            for name, order in network.orders.items()
            if name not in served
        ),
    )


def drafts_of(plan: Plan) -> dict[str, list[list[str]]]:
    """Who visits whom in a plan: the orders of each trip, by vehicle."""
    return {route.vehicle: [[stop.order for stop in trip.stops] for trip in route.trips] for route in plan.routes}


def known(network: Network, drafts: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, list[list[str]]]:
    """The drafts without vehicles and orders that the problem does not have, or no longer."""
    return {
        vehicle: [[name for name in trip if name in network.order_at] for trip in trips]
        for vehicle, trips in drafts.items()
        if vehicle in network.vehicles
    }


def _stock_left(network: Network, plan: Plan) -> dict[str, int]:
    taken: Counter[str] = Counter()
    for route in plan.routes:
        depot = network.vehicles[route.vehicle].depot
        taken[depot] += sum(network.orders[stop.order].units for trip in route.trips for stop in trip.stops)
    return {depot.id: depot.stock - taken[depot.id] for depot in network.depots.values()}


def _why_out(network: Network, left: Mapping[str, int], order: Order) -> UnservedReason:
    depots = {vehicle.depot for vehicle in network.vehicles.values() if network.may_serve(vehicle.depot, order)}
    enough = any(left[depot] >= order.units for depot in depots)
    return UnservedReason.NO_ROOM if enough else UnservedReason.NO_STOCK
