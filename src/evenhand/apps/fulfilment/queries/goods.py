"""Reads of fulfilment: outlets and which is nearest, lots and their shelves, parcels, and whether it all adds up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from math import cos, radians
from uuid import UUID

from django.db.models import Count, Sum

from evenhand.apps.fulfilment import models
from evenhand.apps.residents import queries as residents
from evenhand.core import labels
from evenhand.core.lifecycle import ParcelState
from evenhand.core.terms import PersonTag, Place, Units

SHELVES = ("arrived", "ready", "packed", "out", "handed_over", "written_off")


@dataclass(frozen=True, slots=True)
class Outlet:
    """A merchant's place with stock. `opens` and `closes` are the city's local time."""

    id: UUID
    code: str
    name: dict[str, str]
    district: str
    place: Place
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Shelves:
    """Units by where they are. Together: what was received."""

    arrived: int = 0
    ready: int = 0
    packed: int = 0
    out: int = 0
    handed_over: int = 0
    written_off: int = 0


@dataclass(frozen=True, slots=True)
class Lot:
    """Goods received together. `disinfect`: its policy wants it disinfected before anything is packed from it."""

    id: UUID
    outlet_id: UUID
    campaign_id: UUID
    code: str
    source: str
    units: Units
    received_at: datetime
    disinfect: bool
    disinfected_at: datetime | None
    expires_at: datetime | None
    temperature: int | None
    shelves: Shelves


@dataclass(frozen=True, slots=True)
class StockCount:
    """A count of a lot's units that are ready, against the book."""

    lot: str
    book: Units
    counted: Units
    reason: str
    counted_at: datetime

    @property
    def difference(self) -> int:
        return self.counted - self.book


@dataclass(frozen=True, slots=True)
class Parcel:
    """Sealed goods of one order."""

    id: UUID
    order_id: UUID
    outlet_id: UUID
    lot_id: UUID
    label: str
    units: Units
    state: ParcelState
    packed_at: datetime


def outlets(*, city: str) -> list[Outlet]:
    """The city's outlets, by code."""
    return [_outlet(row) for row in models.Outlet.objects.filter(city=city).order_by("code")]


def outlet(*, city: str, id: UUID) -> Outlet | None:
    """One outlet."""
    row = models.Outlet.objects.filter(city=city, id=id).first()
    return _outlet(row) if row else None


def nearest(*, city: str, persons: Sequence[PersonTag]) -> dict[PersonTag, UUID]:
    """The outlet nearest to each person's home: one of the person's own district if there is any."""
    found = outlets(city=city)
    homes = residents.homes(city=city, tags=persons)
    return {tag: _nearest(home.place, home.district, found) for tag, home in homes.items()}


def lots(*, city: str, outlet_id: UUID) -> list[Lot]:
    """An outlet's lots with their shelves, oldest first."""
    rows = list(models.Lot.objects.filter(city=city, outlet_id=outlet_id).order_by("received_at", "id"))
    stock = models.Stock.objects.filter(city=city, lot_id__in=[row.id for row in rows])
    shelves = {row.lot_id: Shelves(*(getattr(row, shelf) for shelf in SHELVES)) for row in stock}
    return [_lot(row, shelves[row.id]) for row in rows]


def has_lot(*, city: str, outlet_id: UUID, code: str) -> bool:
    """Whether an outlet has taken in a lot of this code."""
    return models.Lot.objects.filter(city=city, outlet_id=outlet_id, code=code).exists()


def lots_by_id(*, city: str, ids: Sequence[UUID]) -> dict[UUID, Lot]:
    """These lots, with their shelves; unknown ids are missing."""
    shelves = {
        row.lot_id: Shelves(*(getattr(row, shelf) for shelf in SHELVES))
        for row in models.Stock.objects.filter(city=city, lot_id__in=ids)
    }
    return {row.id: _lot(row, shelves[row.id]) for row in models.Lot.objects.filter(city=city, id__in=ids)}


def stock_counts(*, city: str, outlet_id: UUID, limit: int = 200) -> list[StockCount]:
    """An outlet's counts, the newest first."""
    codes = dict(models.Lot.objects.filter(city=city, outlet_id=outlet_id).values_list("id", "code"))
    rows = models.Count.objects.filter(city=city, lot_id__in=list(codes)).order_by("-counted_at", "-id")[:limit]
    return [
        StockCount(codes[row.lot_id], Units(row.book), Units(row.counted), row.reason, row.counted_at) for row in rows
    ]


def ready_units(*, city: str, campaign_id: UUID) -> dict[UUID, int]:
    """Units that are ready to pack, by outlet."""
    lots = dict(models.Lot.objects.filter(city=city, campaign_id=campaign_id).values_list("id", "outlet_id"))
    ready: Counter[UUID] = Counter()
    for row in models.Stock.objects.filter(city=city, lot_id__in=list(lots)):
        ready[lots[row.lot_id]] += row.ready
    return dict(ready)


def stock(*, city: str, outlet_id: UUID | None = None) -> Shelves:
    """Units by shelf: of an outlet, or of the whole city."""
    rows = models.Stock.objects.filter(city=city)
    if outlet_id:
        of_outlet = models.Lot.objects.filter(city=city, outlet_id=outlet_id).values("id")
        rows = rows.filter(lot_id__in=of_outlet)
    return Shelves(**rows.aggregate(**{shelf: Sum(shelf, default=0) for shelf in SHELVES}))


def parcels(*, city: str, outlet_id: UUID, state: ParcelState, limit: int | None = None) -> list[Parcel]:
    """An outlet's parcels in a state, first packed first."""
    rows = models.Parcel.objects.filter(city=city, outlet_id=outlet_id, state=state).order_by("packed_at", "id")
    return [_parcel(row) for row in rows[:limit]]


def parcels_by_id(*, city: str, ids: Sequence[UUID]) -> dict[UUID, Parcel]:
    """These parcels; unknown ids are missing."""
    return {row.id: _parcel(row) for row in models.Parcel.objects.filter(city=city, id__in=ids)}


def parcel_of(*, city: str, order_id: UUID) -> Parcel | None:
    """The parcel that an order was packed into."""
    return parcels_of(city=city, order_ids=[order_id]).get(order_id)


def parcels_of(*, city: str, order_ids: Sequence[UUID]) -> dict[UUID, Parcel]:
    """The parcels that orders were packed into, by order; those not packed are missing."""
    rows = models.Parcel.objects.filter(city=city, order_id__in=order_ids)
    return {row.order_id: _parcel(row) for row in rows}


def parcel_at(*, city: str, outlet_id: UUID, label: str) -> Parcel | None:
    """The parcel of that label at an outlet, in whatever spelling it was typed."""
    row = models.Parcel.objects.filter(city=city, outlet_id=outlet_id, label=labels.normal(label)).first()
    return _parcel(row) if row else None


def counts(*, city: str, outlet_id: UUID | None = None) -> dict[ParcelState, int]:
    """How many parcels are in each state, of an outlet or of the whole city."""
    rows = models.Parcel.objects.filter(city=city)
    if outlet_id:
        rows = rows.filter(outlet_id=outlet_id)
    return {ParcelState(row["state"]): row["many"] for row in rows.values("state").annotate(many=Count("id"))}


def accepted_at(*, city: str, order_id: UUID) -> datetime | None:
    """When the merchant accepted an order."""
    return models.Acceptance.objects.filter(city=city, order_id=order_id).values_list("accepted_at", flat=True).first()


def unbalanced(*, city: str) -> list[UUID]:
    """Lots whose shelves are not what their movements and parcels say: an audit's question, and the answer is none.

    Movements start from what was received; each parcel holds its units on the shelf of its state.
    """
    moved = _by_movements(city)
    held = _by_parcels(city)
    wrong = set(held) - set(moved)
    for row in models.Stock.objects.filter(city=city):
        shelves = {shelf: getattr(row, shelf) for shelf in SHELVES if getattr(row, shelf)}
        in_parcels = {shelf: shelves[shelf] for shelf in ("packed", "out", "handed_over") if shelf in shelves}
        if shelves != moved.pop(row.lot_id, {}) or in_parcels != held.get(row.lot_id, {}):
            wrong.add(row.lot_id)
    return sorted(wrong | set(moved))


def _by_movements(city: str) -> dict[UUID, dict[str, int]]:
    shelves: dict[UUID, Counter[str]] = {}
    rows = models.Movement.objects.filter(city=city).values("lot_id", "from_shelf", "to_shelf")
    for row in rows.annotate(total=Sum("units")):
        lot = shelves.setdefault(row["lot_id"], Counter())
        lot[row["to_shelf"]] += row["total"]
        if row["from_shelf"] != "source":
            lot[row["from_shelf"]] -= row["total"]
    return {lot: {shelf: units for shelf, units in sums.items() if units} for lot, sums in shelves.items()}


SHELF_OF = {
    ParcelState.PACKED: "packed",
    ParcelState.OUT: "out",
    ParcelState.RETURNING: "out",
    ParcelState.HANDED_OVER: "handed_over",
}
"""Where a parcel's units lie. What came back is loose goods again."""


def _by_parcels(city: str) -> dict[UUID, dict[str, int]]:
    held: dict[UUID, Counter[str]] = {}
    rows = models.Parcel.objects.filter(city=city, state__in=SHELF_OF).values("lot_id", "state")
    for row in rows.annotate(total=Sum("units")):
        held.setdefault(row["lot_id"], Counter())[SHELF_OF[ParcelState(row["state"])]] += row["total"]
    return {lot: dict(sums) for lot, sums in held.items()}


def _nearest(place: Place, district: str, among: Sequence[Outlet]) -> UUID:
    """Inside a city the earth is flat: a degree of longitude is just shorter than one of latitude."""
    narrowing = cos(radians(place.lat))

    def far(outlet: Outlet) -> tuple[bool, float, str]:
        east, north = (outlet.place.lon - place.lon) * narrowing, outlet.place.lat - place.lat
        return outlet.district != district, east * east + north * north, outlet.code

    return min(among, key=far).id


def _outlet(row: models.Outlet) -> Outlet:
    return Outlet(row.id, row.code, row.name, row.district, Place(row.lon, row.lat), row.opens, row.closes)


def _lot(row: models.Lot, shelves: Shelves) -> Lot:
    return Lot(
        id=row.id,
        outlet_id=row.outlet_id,
        campaign_id=row.campaign_id,
        code=row.code,
        source=row.source,
        units=Units(row.units),
        received_at=row.received_at,
        disinfect=row.disinfect,
        disinfected_at=row.disinfected_at,
        expires_at=row.expires_at,
        temperature=row.temperature,
        shelves=shelves,
    )


def _parcel(row: models.Parcel) -> Parcel:
    return Parcel(
        id=row.id,
        order_id=row.order_id,
        outlet_id=row.outlet_id,
        lot_id=row.lot_id,
        label=row.label,
        units=Units(row.units),
        state=ParcelState(row.state),
        packed_at=row.packed_at,
    )
