"""VRPLIB, in the dialect of PyVRP's collection: capacities, windows, several depots, mixed fleets, prizes, releases.

A customer's id is its number as solution files count it. Demands are parcels. Windows and durations are scaled as
distances are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from evenhand.core.routing.formats.bad_file import BadFile
from evenhand.core.routing.formats.sections import Sections, read
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.problem import FOREVER, PRIZE_MAX, Costs, Depot, Order, Problem, Span, Vehicle
from evenhand.core.routing.travel import RULES, FixedTravel, Plane, Rounding, Table, Travel
from evenhand.core.terms import Place, VehicleKind

ROUNDINGS: Mapping[str, Rounding] = {
    "VRPTW": Rounding.DIMACS,
    "PCVRPTW": Rounding.DIMACS,
    "MTVRPTWR": Rounding.DIMACS,
    "MDVRPTW": Rounding.EXACT,
    "HFVRP": Rounding.EXACT,
}
"""How best-known costs of a type are counted. Any other type: to the nearest whole number."""

SPARE = 20
"""Vehicles beyond twice the least number where a file names none."""


def problem(text: str, rounding: Rounding | None = None) -> Problem:
    """The file as a problem; `rounding` instead of what its type usually means. BadFile: names line and field."""
    file = _File(read(text), rounding)
    depots = file.depots()
    orders = file.orders(len(depots))
    return Problem(orders, depots, file.vehicles(depots, orders), file.travel)


def best_known(text: str) -> tuple[list[list[list[str]]], float]:
    """A solution file: routes, each a list of trips of customers' ids, and the cost it tells. BadFile: it has none."""
    routes, cost = [], None
    for number, line in enumerate(text.splitlines(), 1):
        name, _, rest = line.partition(":")
        if name.strip().startswith("Route"):
            trips = " ".join(rest.split()).split(" 0 ")
            routes.append([trip.split() for trip in trips])
        elif line.lower().startswith("cost"):
            try:
                cost = float(line.replace(":", " ").split()[1])
            except (ValueError, IndexError):
                raise BadFile(number, "Cost", "is not followed by a number") from None
    if cost is None:
        raise BadFile(len(text.splitlines()), "Cost", "is missing")
    return routes, cost


def solution(plan: Plan, cost: int) -> str:
    """A plan as a solution file. Between two trips of a route stands 0, for the depot."""
    lines = [
        f"Route #{number}: " + " 0 ".join(" ".join(stop.order for stop in trip.stops) for trip in route.trips)
        for number, route in enumerate(plan.routes, 1)
    ]
    return "\n".join([*lines, f"Cost {cost}", ""])


@dataclass(frozen=True, slots=True)
class _Base:
    """A row of the fleet before it has a name."""

    depot: int
    capacity: int
    unit_cost: int
    fixed_cost: int


class _File:
    """A file's sections as our values."""

    def __init__(self, sections: Sections, rounding: Rounding | None) -> None:
        self.sections = sections
        self.size = sections.whole("DIMENSION")
        self.nodes = range(1, self.size + 1)
        self.rounding = rounding or ROUNDINGS.get(sections.header("TYPE", "CVRP"), Rounding.ROUND)
        self.scale = RULES[self.rounding][0]
        self.places, self.travel = self._ground()
        self.windows = sections.rows("TIME_WINDOW_SECTION", 2)
        self.demands = sections.column("DEMAND_SECTION", self.nodes, 0)
        self.services = self._services()
        self.is_depot = sections.depots()

    def depots(self) -> list[Depot]:
        stock = sum(self.demands.values())
        return [Depot(f"depot{node}", self.places[node - 1], stock, self._window(node)) for node in self.is_depot]

    def orders(self, depots: int) -> list[Order]:
        ready = self.sections.column("RELEASE_TIME_SECTION", self.nodes, 0)
        prizes = self.sections.column("PRIZE_SECTION", self.nodes, None)
        scaled = {node: PRIZE_MAX if prize is None else self.scale * prize for node, prize in prizes.items()}
        return [
            Order(
                id=str(node - 1),
                place=self.places[node - 1],
                units=self.demands[node],
                parcels=self.demands[node],
                ready_at=self.scale * ready[node],
                window=self._window(node),
                service_s=self.scale * self.services[node],
                prize=min(scaled[node], PRIZE_MAX),
            )
            for node in self.nodes
            if node not in self.is_depot
        ]

    def vehicles(self, depots: Sequence[Depot], orders: Sequence[Order]) -> list[Vehicle]:
        by_node = dict(zip(self.is_depot, depots, strict=True))
        work = self.sections.header("VEHICLES_MAX_DURATION", "")
        farthest = self.sections.header("VEHICLES_MAX_DISTANCE", "")
        reloads = self.sections.has("VEHICLES_RELOAD_DEPOT_SECTION")
        return [
            Vehicle(
                id=f"vehicle{number:05d}",
                kind=VehicleKind.CAR,
                depot=by_node[row.depot].id,
                shift=by_node[row.depot].hours,
                parcels_max=row.capacity,
                costs=Costs(row.fixed_cost, row.unit_cost),
                work_s=self.scale * self.sections.whole("VEHICLES_MAX_DURATION") if work else None,
                range_m=self.scale * self.sections.whole("VEHICLES_MAX_DISTANCE") if farthest else None,
                trips_max=None if reloads else 1,
            )
            for number, row in enumerate(self._fleet(orders), 1)
        ]

    def _fleet(self, orders: Sequence[Order]) -> list[_Base]:
        known = self.sections.has("CAPACITY_SECTION")
        alike = 1 if known else self.sections.whole("CAPACITY")
        default = min(len(orders), 2 * ceil(sum(order.parcels for order in orders) / alike) + SPARE)
        rows = range(1, self.sections.whole("VEHICLES", default) + 1)
        homes = self.sections.column("VEHICLES_DEPOT_SECTION", rows, self.is_depot[0])
        capacities = self.sections.column("CAPACITY_SECTION", rows, alike)
        units = self.sections.column("VEHICLES_UNIT_DISTANCE_COST_SECTION", rows, 1)
        fixed = self.sections.column("VEHICLES_FIXED_COST_SECTION", rows, 0)
        return [_Base(homes[row], capacities[row], units[row], self.scale * fixed[row]) for row in rows]

    def _window(self, node: int) -> Span:
        row = self.windows.get(node)
        if row is None:
            return Span()
        start, end = (int(self.scale * value) for value in row.values)
        if not 0 <= start <= end <= FOREVER:
            raise BadFile(row.line, "TIME_WINDOW_SECTION", f"0 <= start <= end <= {FOREVER // self.scale}")
        return Span(start, end)

    def _services(self) -> dict[int, int]:
        common = self.sections.whole("SERVICE_TIME", 0)
        given = self.sections.column("SERVICE_TIME_SECTION", self.nodes, None)
        return {node: common if value is None else value for node, value in given.items()}

    def _ground(self) -> tuple[list[Place], Travel]:
        kind = self.sections.header("EDGE_WEIGHT_TYPE", "EUC_2D")
        if kind == "EXPLICIT":
            places = [Plane.place(node, 0) for node in self.nodes]
            matrix = np.array(self.sections.matrix(self.size), dtype=np.int64)
            return places, FixedTravel(places, {VehicleKind.CAR: Table(matrix, matrix)})
        if kind != "EUC_2D":
            raise BadFile(self.sections.line_of("EDGE_WEIGHT_TYPE"), "EDGE_WEIGHT_TYPE", f"{kind} is not known here")
        rows = self.sections.rows("NODE_COORD_SECTION", 2)
        missing = next((node for node in self.nodes if node not in rows), None)
        if missing is not None:
            raise BadFile(self.sections.line_of("NODE_COORD_SECTION"), "NODE_COORD_SECTION", f"lacks node {missing}")
        return [self._point(rows[node].values, rows[node].line) for node in self.nodes], Plane(self.rounding)

    @staticmethod
    def _point(values: Sequence[float], line: int) -> Place:
        try:
            return Plane.place(*values)
        except ValueError:
            raise BadFile(line, "NODE_COORD_SECTION", "too far out") from None
