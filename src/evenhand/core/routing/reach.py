"""Which orders nobody could serve even if there were no others, and why. They are set aside before planning starts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from evenhand.core.routing import timetable
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Unserved, UnservedReason
from evenhand.core.routing.problem import Costs, Order, Vehicle


def hopeless(network: Network) -> list[Unserved]:
    """A reason for every order that no vehicle can serve alone. What is locked to a vehicle is never asked about."""
    locked = {order for vehicle in network.vehicles.values() for order in vehicle.locked}
    fleet = _one_of_each(network.vehicles.values())
    free = [order for order in network.orders.values() if order.id not in locked]
    reasons = [(order.id, _why_not(network, fleet, order)) for order in free]
    return [Unserved(order, reason) for order, reason in reasons if reason]


def _one_of_each(vehicles: Iterable[Vehicle]) -> list[Vehicle]:
    """Vehicles that differ by more than their name."""
    kinds = {replace(v, id="", costs=Costs()): v for v in vehicles}
    return list(kinds.values())


def _why_not(network: Network, vehicles: Sequence[Vehicle], order: Order) -> UnservedReason | None:
    if order.place is None:
        return UnservedReason.NO_PLACE
    if order.window.end < order.ready_at:
        return UnservedReason.WINDOW_BEFORE_READY
    depots = [depot for depot in network.depots.values() if network.may_serve(depot.id, order)]
    stocked = {depot.id for depot in depots if depot.stock >= order.units}
    if not stocked:
        return UnservedReason.NO_STOCK
    return _why_no_vehicle(network, [vehicle for vehicle in vehicles if vehicle.depot in stocked], order)


def _why_no_vehicle(network: Network, vehicles: Sequence[Vehicle], order: Order) -> UnservedReason | None:
    if not vehicles:
        return UnservedReason.NO_VEHICLE
    inside = [vehicle for vehicle in vehicles if order.needs <= vehicle.has]
    if not inside:
        return UnservedReason.OUT_OF_ZONE
    strong = [vehicle for vehicle in inside if _can_carry(vehicle, order)]
    if not strong:
        return UnservedReason.TOO_HEAVY
    near = [v for v in strong if v.range_m is None or timetable.distance(network, v, [order.id]) <= v.range_m]
    if not near:
        return UnservedReason.OUT_OF_RANGE
    if not any(timetable.fit(network, vehicle, [vehicle.locked, [order.id]]) for vehicle in near):
        return UnservedReason.TOO_LATE
    return None


def _can_carry(vehicle: Vehicle, order: Order) -> bool:
    loads = ((order.parcels, vehicle.parcels_max), (order.grams, vehicle.grams_max), (order.bikes, vehicle.bikes_max))
    return all(most is None or load <= most for load, most in loads)
