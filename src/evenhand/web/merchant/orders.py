"""Orders at an outlet: accept those that wait, pack those that were accepted."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evenhand.apps.cities import queries as cities
from evenhand.apps.fulfilment import queries as fulfilment_read
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.fulfilment.queries import Outlet, Parcel
from evenhand.apps.orders import queries as orders
from evenhand.apps.orders.queries import Order
from evenhand.core.lifecycle import OrderState, ParcelState
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors, files, tables
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit
from evenhand.web.merchant import outlets

BATCH = 2000
"""Orders that one press accepts or packs."""
SHOWN = 5000

PACKED: tuple[Column[Parcel], ...] = (
    Column("label", _("Label"), lambda parcel: parcel.label),
    Column("units", _("Units"), lambda parcel: parcel.units, "number"),
    Column("packed", _("Packed"), lambda parcel: parcel.packed_at),
    Column("state", _("State"), lambda parcel: parcel.state.value, "state"),
)


@doors.open_to(Role.MERCHANT)
def accept(visit: Visit) -> HttpResponse:
    """Orders that wait for the merchant's word, accepted many at once; each resident is told."""
    outlet = outlets.own(visit)
    if visit.posted:
        with visit.attempt():
            count = fulfilment.accept_orders(
                city=visit.slug, at=visit.at, outlet_id=outlet.id, by=visit.me.id, limit=BATCH
            )
            visit.say(ngettext("%(n)s order accepted.", "%(n)s orders accepted.", count) % {"n": words.number(count)})
        return visit.go("merchant:accept")
    waiting = orders.waiting(city=visit.slug, outlet_id=outlet.id, state=OrderState.PAID, limit=SHOWN)
    return _page(visit, outlet, "merchant/accept.html", _waiting(visit.slug), waiting)


@doors.open_to(Role.MERCHANT)
def pack(visit: Visit) -> HttpResponse:
    """What has to be picked, and the parcels that are packed. Goods that are not disinfected are not packed."""
    outlet = outlets.own(visit)
    if visit.posted:
        with visit.attempt():
            count = fulfilment.pack(city=visit.slug, at=visit.at, outlet_id=outlet.id, by=visit.me.id, limit=BATCH)
            visit.say(ngettext("%(n)s parcel packed.", "%(n)s parcels packed.", count) % {"n": words.number(count)})
        return visit.go("merchant:pack")
    parcels = fulfilment_read.parcels(city=visit.slug, outlet_id=outlet.id, state=ParcelState.PACKED, limit=SHOWN)
    return _page(visit, outlet, "merchant/pack.html", PACKED, parcels)


def _waiting(city: str) -> tuple[Column[Order], ...]:
    names = {district.code: words.of(district.name) for district in cities.districts(city)}
    return (
        Column("placed", _("Placed"), lambda order: order.placed_at),
        Column("order", _("Order"), lambda order: str(order.id)[-8:]),
        Column("district", _("District"), lambda order: names.get(order.district, order.district)),
        Column("units", _("Units"), lambda order: order.units, "number"),
        Column("promised", _("Promised by"), lambda order: order.promised_by),
    )


def _page[Row](
    visit: Visit, outlet: Outlet, template: str, columns: tuple[Column[Row], ...], rows: list[Row]
) -> HttpResponse:
    asked = visit.request.GET
    if asked.get("format") == "csv":
        return files.csv_of(template.split("/")[1].removesuffix(".html"), columns, rows, asked)
    return visit.render(
        template,
        outlet=outlet,
        counts=orders.counts(city=visit.slug, outlet_id=outlet.id),
        stock=fulfilment_read.stock(city=visit.slug, outlet_id=outlet.id),
        table=tables.build(columns, rows, asked),
    )
