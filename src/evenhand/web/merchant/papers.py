"""What a merchant prints: labels without names or numbers of persons, the pick list, the sheet of the day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment.queries import Lot, Outlet, Parcel
from evenhand.apps.handover import queries as handover
from evenhand.apps.orders import queries as orders
from evenhand.apps.orders.queries import Order
from evenhand.core import packing
from evenhand.core.lifecycle import OrderState, ParcelState
from evenhand.core.packing import Ready, Wanted
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors, files, papers, sheets, tables
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit
from evenhand.web.merchant import outlets

MOST_LABELS = 300
"""Of one file: it is made while the printer waits."""
LOTS: tuple[Column[Lot], ...] = (
    Column("lot", _("Lot"), lambda lot: lot.code),
    Column("source", _("Maker or sender"), lambda lot: lot.source),
    Column("received", _("Received"), lambda lot: lot.received_at),
    Column("disinfected", _("Disinfected"), lambda lot: lot.disinfected_at),
    Column("units", _("Units"), lambda lot: lot.units, "number"),
    Column("arrived", _("To be disinfected"), lambda lot: lot.shelves.arrived, "number"),
    Column("ready", _("Ready"), lambda lot: lot.shelves.ready, "number"),
    Column("packed", _("Packed"), lambda lot: lot.shelves.packed, "number"),
    Column("out", _("Out"), lambda lot: lot.shelves.out, "number"),
    Column("handed_over", _("Handed over"), lambda lot: lot.shelves.handed_over, "number"),
    Column("written_off", _("Written off"), lambda lot: lot.shelves.written_off, "number"),
)


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a parcel."""

    text: str
    goods: str
    units: int
    unit: str
    district: str
    lot: str
    promised_by: datetime
    cold: bool


@dataclass(frozen=True, slots=True)
class Pick:
    """What to take from a lot: so many parcels of so many units."""

    lot: str
    units: int
    parcels: int

    @property
    def total(self) -> int:
        return self.units * self.parcels


@doors.open_to(Role.MERCHANT)
def labels(visit: Visit) -> HttpResponse:
    """Labels of parcels that wait to leave, 100 × 75 mm each: those `from` a place in the list on."""
    outlet = outlets.own(visit)
    found = fulfilment.parcels(city=visit.slug, outlet_id=outlet.id, state=ParcelState.PACKED)
    wanted = visit.request.GET.get("label", "")
    chosen = [parcel for parcel in found if not wanted or parcel.label == wanted][:MOST_LABELS]
    made = papers.pdf("papers/labels.html", {"outlet": outlet, "labels": _labels(visit.slug, chosen)})
    return sheets.attachment(f"labels-{outlet.code}", made, "pdf")


@doors.open_to(Role.MERCHANT)
def pick_list(visit: Visit) -> HttpResponse:
    """What to take from which lot for the orders that were accepted, as packing will do it."""
    outlet = outlets.own(visit)
    waiting = orders.waiting(city=visit.slug, outlet_id=outlet.id, state=OrderState.ACCEPTED)
    picks = _picks(fulfilment.lots(city=visit.slug, outlet_id=outlet.id), waiting)
    short = len(waiting) - sum(pick.parcels for pick in picks)
    context = {"outlet": outlet, "city": visit.city, "picks": picks, "orders": len(waiting), "short": short}
    return sheets.attachment(
        f"picklist-{outlet.code}", papers.pdf("papers/picklist.html", context | {"at": visit.at}), "pdf"
    )


@doors.open_to(Role.MERCHANT)
def day_sheet(visit: Visit) -> HttpResponse:
    """What happened here on a day, and where every lot stands now."""
    outlet = outlets.own(visit)
    lots = fulfilment.lots(city=visit.slug, outlet_id=outlet.id)
    if visit.request.GET.get("format") == "csv":
        return files.csv_of(f"day-{outlet.code}", LOTS, lots, visit.request.GET)
    return visit.render(
        "merchant/day.html",
        outlet=outlet,
        counts=orders.counts(city=visit.slug, outlet_id=outlet.id),
        today=_today(visit, outlet),
        table=tables.build(LOTS, lots, visit.request.GET),
    )


def _today(visit: Visit, outlet: Outlet) -> dict[str, int]:
    """Handovers of the day: how many, of how many units, and what was collected at doors."""
    day: date = timezone.localtime(visit.at).date()
    since = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    found = handover.between(city=visit.slug, since=since, until=since + timedelta(days=1))
    own = orders.orders(city=visit.slug, ids=[each.order_id for each in found])
    units = {order.id: order.units for order in own if order.outlet_id == outlet.id}
    mine = [each for each in found if each.order_id in units]
    return {
        "handovers": len(mine),
        "units": sum(units[each.order_id] for each in mine),
        "collected": sum(each.collected_fen for each in mine),
    }


def _labels(city: str, parcels: Sequence[Parcel]) -> list[Label]:
    found = {order.id: order for order in orders.orders(city=city, ids=[each.order_id for each in parcels])}
    lots = fulfilment.lots_by_id(city=city, ids=list({parcel.lot_id for parcel in parcels}))
    names = {district.code: words.of(district.name) for district in cities.districts(city)}
    return [_label(city, parcel, found[parcel.order_id], lots[parcel.lot_id], names) for parcel in parcels]


def _label(city: str, parcel: Parcel, order: Order, lot: Lot, names: dict[str, str]) -> Label:
    good = campaigns.campaign(city=city, id=order.campaign_id).policy.good
    return Label(
        text=parcel.label,
        goods=words.of(good.name),
        units=parcel.units,
        unit=words.of(good.unit),
        district=names.get(order.district, order.district),
        lot=lot.code,
        promised_by=order.promised_by,
        cold=good.cold,
    )


def _picks(lots: Sequence[Lot], waiting: Sequence[Order]) -> list[Pick]:
    chosen = packing.allocate(
        [Wanted(order.id, order.campaign_id, order.units) for order in waiting],
        [Ready(lot.id, lot.campaign_id, lot.shelves.ready) for lot in lots],
    )
    codes: dict[UUID, str] = {lot.id: lot.code for lot in lots}
    many = Counter((codes[chosen[order.id]], int(order.units)) for order in waiting if order.id in chosen)
    return [Pick(lot, units, parcels) for (lot, units), parcels in sorted(many.items())]
