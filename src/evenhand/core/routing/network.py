"""A problem by id, with the travel figures between its places."""

from collections.abc import Sequence
from itertools import pairwise

from evenhand.core.routing.problem import Depot, Order, Problem, Vehicle
from evenhand.core.routing.travel import Table, legs
from evenhand.core.terms import Place, VehicleKind

Rows = list[list[int]]

DENSE = 1200
"""Places up to which all pairs are asked at once and kept. Above, only what is needed is asked."""


class Network:
    """Everything in the order of ids, so that plans don't depend on the order of input.

    Places are numbered: depots first, then the orders that have one, then where vehicles start and end.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.depots = {depot.id: depot for depot in sorted(problem.depots, key=lambda depot: depot.id)}
        self.vehicles = {vehicle.id: vehicle for vehicle in sorted(problem.vehicles, key=lambda vehicle: vehicle.id)}
        self.orders = {order.id: order for order in sorted(problem.orders, key=lambda order: order.id)}
        located = [order for order in self.orders.values() if order.place]
        self.depot_at = {depot: number for number, depot in enumerate(self.depots)}
        self.order_at = {order.id: number for number, order in enumerate(located, start=len(self.depots))}
        self.places = [depot.place for depot in self.depots.values()]
        self.places += [order.place for order in located if order.place]
        self.extra_at: dict[Place, int] = {}
        for vehicle in self.vehicles.values():
            for place in (vehicle.start, vehicle.home):
                if place and place not in self.extra_at:
                    self.extra_at[place] = len(self.places)
                    self.places.append(place)
        self.travel = problem.travel
        self._tables: dict[VehicleKind, tuple[Table, Rows, Rows]] = {}

    def table(self, kind: VehicleKind) -> Table:
        """Figures between all numbered places. For small problems: it has as many cells as places squared."""
        return self._asked(kind)[0]

    def meters(self, kind: VehicleKind) -> Rows:
        """The same as plain lists, which are faster to read one by one."""
        return self._asked(kind)[1]

    def seconds(self, kind: VehicleKind) -> Rows:
        """The same as plain lists."""
        return self._asked(kind)[2]

    def legs(self, kind: VehicleKind, path: Sequence[int]) -> tuple[list[int], list[int]]:
        """Meters and seconds of each leg of a path over numbered places."""
        if len(self.places) <= DENSE:
            meters, seconds = self.meters(kind), self.seconds(kind)
            pairs = list(pairwise(path))
            return [meters[a][b] for a, b in pairs], [seconds[a][b] for a, b in pairs]
        return legs(self.travel, kind, [self.places[number] for number in path])

    def begins_at(self, vehicle: Vehicle) -> int:
        """Where the first trip of a vehicle begins."""
        return self.extra_at[vehicle.start] if vehicle.start else self.depot_at[vehicle.depot]

    def ends_at(self, vehicle: Vehicle) -> int:
        """Where the last trip of a vehicle ends."""
        return self.extra_at[vehicle.home] if vehicle.home else self.depot_at[vehicle.depot]

    def depot_of(self, vehicle: Vehicle) -> Depot:
        """Where the vehicle loads."""
        return self.depots[vehicle.depot]

    def may_serve(self, depot: str, order: Order) -> bool:
        """Whether the order's parcel lies, or may be taken from, there."""
        return order.depot in (None, depot)

    def _asked(self, kind: VehicleKind) -> tuple[Table, Rows, Rows]:
        if kind not in self._tables:
            table = self.travel.table(kind, self.places, self.places)
            self._tables[kind] = (table, table.meters.tolist(), table.seconds.tolist())
        return self._tables[kind]
