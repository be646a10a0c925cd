"""A problem by id, with the travel figures between all its places, asked once for each kind of vehicle."""

from evenhand.core.routing.problem import Order, Problem
from evenhand.core.routing.travel import Table
from evenhand.core.terms import VehicleKind

Rows = list[list[int]]


class Network:
    """Everything in the order of ids, so that plans don't depend on the order of input.

    Places are numbered: depots first, then the orders that have one.
    """

    def __init__(self, problem: Problem) -> None:
        self.depots = {depot.id: depot for depot in sorted(problem.depots, key=lambda depot: depot.id)}
        self.vehicles = {vehicle.id: vehicle for vehicle in sorted(problem.vehicles, key=lambda vehicle: vehicle.id)}
        self.orders = {order.id: order for order in sorted(problem.orders, key=lambda order: order.id)}
        located = [order for order in self.orders.values() if order.place]
        self.depot_at = {depot: number for number, depot in enumerate(self.depots)}
        self.order_at = {order.id: number for number, order in enumerate(located, start=len(self.depots))}
        self.places = [depot.place for depot in self.depots.values()]
        self.places += [order.place for order in located if order.place]
        self._travel = problem.travel
        self._tables: dict[VehicleKind, tuple[Table, Rows, Rows]] = {}

    def table(self, kind: VehicleKind) -> Table:
        """Figures between all numbered places."""
        return self._asked(kind)[0]

    def meters(self, kind: VehicleKind) -> Rows:
        """The same as plain lists, which are faster to read one by one."""
        return self._asked(kind)[1]

    def seconds(self, kind: VehicleKind) -> Rows:
        """The same as plain lists."""
        return self._asked(kind)[2]

    def may_serve(self, depot: str, order: Order) -> bool:
        """Whether the order's parcel lies, or may be taken from, there."""
        return order.depot in (None, depot)

    def _asked(self, kind: VehicleKind) -> tuple[Table, Rows, Rows]:
        if kind not in self._tables:
            table = self._travel.table(kind, self.places, self.places)
            self._tables[kind] = (table, table.meters.tolist(), table.seconds.tolist())
        return self._tables[kind]
