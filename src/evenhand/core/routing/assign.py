"""One order or bundle to a rider now: who gets which, so that all detours together are least."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from evenhand.core.routing.problem import Order, Problem, Vehicle
from evenhand.core.routing.travel import Matrix
from evenhand.core.terms import Place, VehicleKind

NEVER = 10**9
"""Meters that stand for: may not."""


def assign(problem: Problem) -> dict[str, str]:
    """Vehicle by order, at most one order to each vehicle, as many as can be and those at the least meters in all.

    An order is fetched from its vehicle's depot: the way is from where the vehicle stands (`start`, or its depot) to
    the depot, to the door and back, within range, room, needs and shift. Orders that nobody may take are missing.
    """
    desk = _Desk(problem)
    vehicles = sorted(problem.vehicles, key=lambda vehicle: vehicle.id)
    if not desk.orders or not vehicles:
        return {}
    meters = np.stack([desk.row(vehicle) for vehicle in vehicles])
    rows, columns = linear_sum_assignment(_reduced(meters))
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return {desk.orders[column].id: vehicles[row].id for row, column in pairs if meters[row, column] < NEVER}


def _reduced(meters: Matrix) -> Matrix:
    """The same question with small numbers: what everybody pays who is sure to be assigned is taken off.

    Detours are nearly a vehicle's part plus an order's; without those parts most of the search has nothing to do.
    """
    rows, columns = meters.shape
    if rows <= columns:
        meters = meters - meters.min(axis=1, keepdims=True)
    if columns <= rows:
        meters = meters - meters.min(axis=0, keepdims=True)
    return meters


@dataclass(frozen=True, slots=True)
class _Round:
    """From a depot to each door and back: meters, and seconds to the door."""

    meters: Matrix
    seconds: Matrix


class _Desk:
    """Orders as columns of figures."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.orders = [order for order in sorted(problem.orders, key=lambda order: order.id) if order.place]
        self.depots = {depot.id: depot for depot in problem.depots}
        self.ready = np.array([order.ready_at for order in self.orders])
        self.late = np.array([order.window.end for order in self.orders])
        self._rounds: dict[tuple[VehicleKind, str], _Round] = {}
        self._ways_in: dict[tuple[VehicleKind, str], dict[Place, tuple[int, int]]] = {}
        self._allowed: dict[tuple[object, ...], NDArray[np.bool_]] = {}

    def row(self, vehicle: Vehicle) -> Matrix:
        """Meters for each order; NEVER where the vehicle may not."""
        depot, way = self.depots[vehicle.depot], self._round(vehicle.kind, vehicle.depot)
        approach, comes = self._approach(vehicle, depot.place)
        loaded = np.maximum(max(vehicle.shift.start + comes, depot.hours.start), self.ready) + depot.loading_s
        may = self._may(vehicle) & (loaded + way.seconds <= self.late) & (way.meters <= (vehicle.range_m or NEVER))
        return np.where(may, way.meters + approach, NEVER)

    def _round(self, kind: VehicleKind, depot: str) -> _Round:
        if (kind, depot) not in self._rounds:
            doors = [order.place for order in self.orders if order.place]
            there = self.problem.travel.table(kind, [self.depots[depot].place], doors)
            back = self.problem.travel.table(kind, doors, [self.depots[depot].place])
            self._rounds[kind, depot] = _Round(there.meters[0] + back.meters[:, 0], there.seconds[0])
        return self._rounds[kind, depot]

    def _approach(self, vehicle: Vehicle, depot: Place) -> tuple[int, int]:
        """Meters and seconds from where the vehicle stands to its depot; asked for all of its kind at once."""
        if vehicle.start is None:
            return 0, 0
        key = (vehicle.kind, vehicle.depot)
        if key not in self._ways_in:
            alike = [each for each in self.problem.vehicles if (each.kind, each.depot) == key]
            starts = [each.start for each in alike if each.start]
            table = self.problem.travel.table(vehicle.kind, starts, [depot])
            figures = zip(table.meters[:, 0].tolist(), table.seconds[:, 0].tolist(), strict=True)
            self._ways_in[key] = dict(zip(starts, figures, strict=True))
        return self._ways_in[key][vehicle.start]

    def _may(self, vehicle: Vehicle) -> NDArray[np.bool_]:
        key = (vehicle.depot, vehicle.parcels_max, vehicle.grams_max, vehicle.has)
        if key not in self._allowed:
            self._allowed[key] = np.array([_suits(vehicle, order) for order in self.orders])
        return self._allowed[key]


def _suits(vehicle: Vehicle, order: Order) -> bool:
    return (
        order.needs <= vehicle.has
        and order.depot in (None, vehicle.depot)
        and order.parcels <= vehicle.parcels_max
        and order.grams <= (order.grams if vehicle.grams_max is None else vehicle.grams_max)
    )
