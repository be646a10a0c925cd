"""Our own table: one file, a header, a row for each order, depot and vehicle. An empty cell is the usual value."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evenhand.core.errors import Refused
from evenhand.core.routing.formats.bad_file import BadFile, number, whole
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.problem import FOREVER, PRIZE, Depot, Order, Problem, Span, Vehicle
from evenhand.core.routing.travel import Travel
from evenhand.core.terms import Place, VehicleKind

COLUMNS = (
    "row", "id", "lon", "lat", "units", "parcels", "grams", "depot", "ready", "opens", "closes", "service",
    "prize", "needs", "kind", "range",
)  # fmt: skip
"""`row` is order, depot or vehicle. For a vehicle `parcels` and `grams` are what it carries, `opens` and `closes` its
shift, `needs` what it has; for a depot `units` are its stock and `service` its loading. Times are seconds; names in
`needs` are parted by blanks."""


def problem(text: str, travel: Travel) -> Problem:
    """The table as a problem. BadFile: names line and field."""
    rows = _rows(text)
    made: dict[str, list[Order | Depot | Vehicle]] = {"order": [], "depot": [], "vehicle": []}
    for row in rows:
        make = MAKERS.get(row.text("row"))
        if make is None:
            raise BadFile(row.line, "row", f"{row.text('row')!r} is none of {', '.join(MAKERS)}")
        try:
            made[row.text("row")].append(make(row))
        except Refused as refusal:
            raise BadFile(row.line, refusal.field, str(refusal.facts.get("rule", refusal.reason))) from None
    orders = [each for each in made["order"] if isinstance(each, Order)]
    depots = [each for each in made["depot"] if isinstance(each, Depot)]
    vehicles = [each for each in made["vehicle"] if isinstance(each, Vehicle)]
    try:
        return Problem(orders, depots, vehicles, travel)
    except Refused as refusal:
        raise BadFile(_line_of(rows, refusal.field), refusal.field, str(refusal.facts.get("rule", ""))) from None


def table(plan: Plan) -> str:
    """A plan as a table: a row for each stop, then one for each order left out, with the reason."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("vehicle", "trip", "order", "arrives", "starts", "departs", "left_out"))
    for route in plan.routes:
        for turn, trip in enumerate(route.trips, 1):
            for stop in trip.stops:
                writer.writerow((route.vehicle, turn, stop.order, stop.arrives_at, stop.starts_at, stop.departs_at, ""))
    for left in plan.unserved:
        writer.writerow(("", "", left.order, "", "", "", left.reason))
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Row:
    """A line's cells by column."""

    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        return (self.cells.get(column) or "").strip()

    def whole(self, column: str, usual: int) -> int:
        return whole(self.text(column), self.line, column) if self.text(column) else usual

    def bound(self, column: str) -> int | None:
        return whole(self.text(column), self.line, column) if self.text(column) else None

    def words(self, column: str) -> frozenset[str]:
        return frozenset(self.text(column).split())

    def span(self) -> Span:
        return Span(self.whole("opens", 0), self.whole("closes", FOREVER))

    def place(self) -> Place | None:
        if not self.text("lon") and not self.text("lat"):
            return None
        lon = number(float, self.text("lon"), self.line, "lon")
        lat = number(float, self.text("lat"), self.line, "lat")
        try:
            return Place(lon, lat)
        except ValueError as error:
            raise BadFile(self.line, "lon, lat", str(error)) from None


def _rows(text: str) -> list[_Row]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="")
    unknown = [name for name in reader.fieldnames or ["nothing"] if name not in COLUMNS]
    missing = [name for name in ("row", "id") if name not in (reader.fieldnames or [])]
    if unknown or missing:
        raise BadFile(1, (unknown or missing)[0], "is not a column" if unknown else "is missing")
    rows = []
    for cells in reader:
        if "" in cells:
            raise BadFile(reader.line_num, COLUMNS[0], "more cells than columns")
        row = _Row(reader.line_num, cells)
        if not row.text("id"):
            raise BadFile(row.line, "id", "is missing")
        rows.append(row)
    return rows


def _line_of(rows: Sequence[_Row], field: str) -> int:
    """The last line whose id the refusal speaks of: of two alike, the second is the one too many."""
    spoken = field.replace(".", " ").split()
    return next((row.line for row in reversed(rows) if row.text("id") in spoken), 1)


def _order(row: _Row) -> Order:
    return Order(
        id=row.text("id"),
        place=row.place(),
        units=row.whole("units", 1),
        parcels=row.whole("parcels", 1),
        grams=row.whole("grams", 0),
        depot=row.text("depot") or None,
        ready_at=row.whole("ready", 0),
        window=row.span(),
        service_s=row.whole("service", 0),
        prize=row.whole("prize", PRIZE),
        needs=row.words("needs"),
    )


def _depot(row: _Row) -> Depot:
    place = row.place()
    if place is None:
        raise BadFile(row.line, "lon, lat", "a depot has a place")
    return Depot(row.text("id"), place, row.whole("units", 0), row.span(), row.whole("service", 0))


def _vehicle(row: _Row) -> Vehicle:
    kinds = [kind.value for kind in VehicleKind]
    kind = row.text("kind") or VehicleKind.E_BIKE
    if kind not in kinds:
        raise BadFile(row.line, "kind", f"{kind!r} is none of {', '.join(kinds)}")
    return Vehicle(
        id=row.text("id"),
        kind=VehicleKind(kind),
        depot=row.text("depot"),
        shift=row.span(),
        parcels_max=row.whole("parcels", 1),
        grams_max=row.bound("grams"),
        range_m=row.bound("range"),
        has=row.words("needs"),
    )


MAKERS: Mapping[str, Callable[[_Row], Order | Depot | Vehicle]] = {
    "order": _order,
    "depot": _depot,
    "vehicle": _vehicle,
}
