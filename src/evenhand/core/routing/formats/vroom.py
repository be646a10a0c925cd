"""VROOM's JSON: jobs to deliver and vehicles of one trip each, with matrices or coordinates.

Loads: the first number of an amount is parcels, the second grams. With a matrix of durations a second costs what a
meter does elsewhere, so that the cost is the travel time, as VROOM counts it. What a plan here could not obey (pickups,
shipments, breaks, several windows) is refused by name, never overlooked.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from evenhand.core.errors import Refused
from evenhand.core.routing.evaluate import Verdict
from evenhand.core.routing.formats.bad_file import BadFile
from evenhand.core.routing.formats.json_lines import line_of
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.problem import FOREVER, PRIZE_MAX, Costs, Depot, Order, Problem, Span, Vehicle
from evenhand.core.routing.travel import FixedTravel, Plane, Table, Travel
from evenhand.core.terms import Place, VehicleKind

KINDS = {"car": VehicleKind.CAR, "bike": VehicleKind.E_BIKE, "e_bike": VehicleKind.E_BIKE, "van": VehicleKind.VAN}
JOB = {"id", "location", "location_index", "service", "delivery", "amount", "skills", "priority", "time_windows",
       "description", "setup"}  # fmt: skip
VEHICLE = {"id", "start", "end", "start_index", "end_index", "capacity", "skills", "time_window", "profile", "costs",
           "max_distance", "description", "speed_factor"}  # fmt: skip
UNSERVED = PRIZE_MAX // 1000
"""What leaving out a job without priority costs; each step of priority (0..100) adds as much."""


def problem(text: str, travel: Travel) -> Problem:
    """The file as a problem; `travel` is asked where it brings no matrix. BadFile: names line and field."""
    try:
        told = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFile(error.lineno, f"column {error.colno}", error.msg) from None
    return _File(text, told, travel).problem()


def solution(plan: Plan, verdict: Verdict) -> str:
    """A plan in the form of VROOM's answers."""
    routes = [
        {
            "vehicle": route.vehicle,
            "steps": [
                {"type": "job", "id": stop.order, "arrival": stop.arrives_at, "departure": stop.departs_at}
                for trip in route.trips
                for stop in trip.stops
            ],
        }
        for route in plan.routes
    ]
    left = [{"id": each.order, "type": "job", "description": each.reason} for each in plan.unserved]
    summary = {"cost": verdict.cost, "routes": len(routes), "unassigned": len(left), "distance": verdict.meters}
    return json.dumps({"code": 0, "summary": summary, "unassigned": left, "routes": routes}, indent=1)


class _File:
    """One file: its text, what it tells, and the places it speaks of."""

    def __init__(self, text: str, told: Any, travel: Travel) -> None:
        self.text, self.told, self.travel = text, told, travel
        self.depots: dict[Place, str] = {}
        self.indexed = isinstance(told, Mapping) and bool(told.get("matrices") or told.get("matrix"))

    def problem(self) -> Problem:
        if not isinstance(self.told, Mapping):
            raise BadFile(1, "file", "is no object")
        for name in ("shipments",):
            if self.told.get(name):
                raise self.bad([name], "is not known here")
        vehicles = [self.vehicle(["vehicles", number], row) for number, row in enumerate(self.rows("vehicles"))]
        orders = [self.order(["jobs", number], row) for number, row in enumerate(self.rows("jobs"))]
        stock = sum(order.units for order in orders)
        depots = [Depot(name, place, stock) for place, name in self.depots.items()]
        try:
            return Problem(orders, depots, vehicles, self.ground())
        except Refused as refusal:
            raise BadFile(1, refusal.field, str(refusal.facts.get("rule", ""))) from None

    def rows(self, name: str) -> Sequence[Any]:
        rows = self.told.get(name, [])
        if not isinstance(rows, list):
            raise self.bad([name], "is no list")
        return rows

    def bad(self, path: Sequence[str | int], why: str) -> BadFile:
        field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
        return BadFile(line_of(self.text, path), field, why)

    def check(self, path: list[str | int], row: Any, known: set[str]) -> None:
        if not isinstance(row, Mapping):
            raise self.bad(path, "is no object")
        unknown = next((name for name in row if name not in known), None)
        if unknown:
            raise self.bad([*path, unknown], "is not known here")
        if "id" not in row:
            raise self.bad([*path, "id"], "is missing")

    def whole(self, path: list[str | int], value: Any, least: int = 0) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.bad(path, f"{value!r} is not a whole number from {least} on")
        return value

    def amounts(self, path: list[str | int], value: Any) -> tuple[int, int]:
        if not isinstance(value, list) or len(value) > 2:
            raise self.bad(path, "is no list of one or two numbers")
        first, second, *_ = [*(self.whole(path, each) for each in value), 0, 0]
        return first, second

    def window(self, path: list[str | int], value: Any) -> Span:
        if not isinstance(value, list) or len(value) != 2:
            raise self.bad(path, "is no pair of seconds")
        start, end = (min(self.whole(path, each), FOREVER) for each in value)
        if start > end:
            raise self.bad(path, "ends before it starts")
        return Span(start, end)

    def place(self, path: list[str | int], row: Mapping[str, Any], name: str, index: str) -> Place | None:
        if self.indexed:
            return Plane.place(self.whole([*path, index], row[index]), 0) if index in row else None
        value = row.get(name)
        if value is None:
            return None
        try:
            lon, lat = value
            return Place(float(lon), float(lat))
        except (TypeError, ValueError) as error:
            raise self.bad([*path, name], f"is no place: {error}") from None

    def order(self, path: list[str | int], row: Any) -> Order:
        self.check(path, row, JOB)
        parcels, grams = self.amounts([*path, "delivery"], row.get("delivery", row.get("amount", [0])))
        windows = row.get("time_windows", [[0, FOREVER]])
        if not isinstance(windows, list) or len(windows) != 1:
            raise self.bad([*path, "time_windows"], "one window is known here")
        priority = self.whole([*path, "priority"], row.get("priority", 0))
        return Order(
            id=str(row["id"]),
            place=self.place(path, row, "location", "location_index"),
            parcels=parcels,
            grams=grams,
            window=self.window([*path, "time_windows", 0], windows[0]),
            service_s=self.whole([*path, "service"], row.get("service", 0)),
            prize=min(UNSERVED * (1 + priority), PRIZE_MAX),
            needs=frozenset(str(skill) for skill in row.get("skills", [])),
        )

    def vehicle(self, path: list[str | int], row: Any) -> Vehicle:
        self.check(path, row, VEHICLE)
        start = self.place(path, row, "start", "start_index") or self.place(path, row, "end", "end_index")
        if start is None:
            raise self.bad([*path, "start"], "is missing")
        depot = self.depots.setdefault(start, f"depot{len(self.depots) + 1}")
        end = self.place(path, row, "end", "end_index")
        parcels, grams = self.amounts([*path, "capacity"], row.get("capacity", [10**6]))
        profile = str(row.get("profile", "car"))
        if profile not in KINDS:
            raise self.bad([*path, "profile"], f"{profile!r} is none of {', '.join(KINDS)}")
        fixed = row.get("costs", {}).get("fixed", 0)
        return Vehicle(
            id=str(row["id"]),
            kind=KINDS[profile],
            depot=depot,
            shift=self.window([*path, "time_window"], row.get("time_window", [0, FOREVER])),
            parcels_max=max(parcels, 1),
            grams_max=grams or None,
            range_m=row.get("max_distance"),
            costs=Costs(self.whole([*path, "costs", "fixed"], fixed)),
            home=end if end != start else None,
            trips_max=1,
            has=frozenset(str(skill) for skill in row.get("skills", [])),
        )

    def ground(self) -> Travel:
        if not self.indexed:
            return self.travel
        given = self.told.get("matrices") or {"car": {"durations": self.told.get("matrix")}}
        tables = {KINDS[name]: self.table(name, given[name]) for name in given if name in KINDS}
        size = len(next(iter(tables.values())).meters) if tables else 0
        return FixedTravel([Plane.place(number, 0) for number in range(size)], tables)

    def table(self, name: str, given: Mapping[str, Any]) -> Table:
        try:
            seconds = np.array(given["durations"], dtype=np.int64)
            meters = np.array(given.get("costs") or given["durations"], dtype=np.int64)
        except (KeyError, TypeError, ValueError):
            raise self.bad(["matrices", name, "durations"], "is no square table of whole numbers") from None
        if seconds.ndim != 2 or seconds.shape[0] != seconds.shape[1] or seconds.shape != meters.shape:
            raise self.bad(["matrices", name, "durations"], "is no square table of whole numbers")
        return Table(meters, seconds)
