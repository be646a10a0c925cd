"""The merchant's work before the door: accept orders, pack them from the oldest lot that may be packed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid5

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.fulfilment import models
from evenhand.apps.fulfilment.services import stock
from evenhand.apps.fulfilment.services.stock import Cause, Move
from evenhand.apps.journal import services as journal
from evenhand.apps.orders import queries as orders_read
from evenhand.apps.orders import services as orders
from evenhand.apps.orders.queries import Order
from evenhand.core import events, labels, packing
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState, ParcelState
from evenhand.core.packing import Ready, Wanted

FOREVER = datetime.max.replace(tzinfo=UTC)


def accept_orders(
    *, city: str, at: datetime, outlet_id: UUID, by: UUID, order_ids: Sequence[UUID] | None = None, limit: int = 2000
) -> int:
    """Promise to fulfil the orders named, or else the `limit` that wait longest. Returns how many are newly accepted.

    Refused(NOT_FOUND): an order named is not this outlet's.
    """
    if order_ids is None:
        waiting = orders_read.waiting(city=city, outlet_id=outlet_id, state=OrderState.PAID, limit=limit)
        order_ids = [order.id for order in waiting]
    else:
        _check_own(city, outlet_id, order_ids)
    accepted = orders.advance(city=city, order_ids=order_ids, to=OrderState.ACCEPTED)
    models.Acceptance.objects.bulk_create(
        models.Acceptance(city=city, order_id=id, outlet_id=outlet_id, accepted_by=by, accepted_at=at)
        for id in accepted
    )
    journal.record(city=city, at=at, events=[events.OrderAccepted(id, str(outlet_id)) for id in accepted])
    return len(accepted)


def pack(*, city: str, at: datetime, outlet_id: UUID, by: UUID, limit: int = 2000) -> int:
    """Pack accepted orders, first placed first, as far as the stock reaches. Returns how many were packed.

    Refused, if orders wait and none can be packed: NOT_DISINFECTED (the goods lie there, untreated) or OUT_OF_STOCK.
    """
    lots = {lot.id: lot for lot in models.Lot.objects.filter(city=city, outlet_id=outlet_id)}
    shelves = _locked(city, lots)
    waiting = orders_read.waiting(city=city, outlet_id=outlet_id, state=OrderState.ACCEPTED, limit=limit)
    chosen = packing.allocate(
        [Wanted(order.id, order.campaign_id, order.units) for order in waiting],
        [Ready(row.lot_id, lots[row.lot_id].campaign_id, row.ready) for row in _lasting(city, at, lots, shelves)],
    )
    if waiting and not chosen:
        raise _nothing_to_pack(waiting, lots, shelves)
    orders.advance(city=city, order_ids=list(chosen), to=OrderState.PACKED)
    _seal(city, at, by, [(order, chosen[order.id]) for order in waiting if order.id in chosen])
    return len(chosen)


def _check_own(city: str, outlet_id: UUID, order_ids: Sequence[UUID]) -> None:
    found = orders_read.orders(city=city, ids=order_ids)
    if len(found) != len(set(order_ids)) or any(order.outlet_id != outlet_id for order in found):
        raise Refused(Reason.NOT_FOUND, "order")


def _locked(city: str, lots: dict[UUID, models.Lot]) -> list[models.Stock]:
    """The shelves of these lots, oldest lot first. Locked by lot, so that two who pack here follow one another."""
    rows = models.Stock.objects.filter(city=city, lot_id__in=lots).order_by("lot_id").select_for_update()
    return sorted(rows, key=lambda row: (lots[row.lot_id].received_at, row.lot_id))


def _lasting(
    city: str, at: datetime, lots: dict[UUID, models.Lot], shelves: Sequence[models.Stock]
) -> list[models.Stock]:
    """Shelves whose goods still hold when they are handed over; what spoils first goes first."""
    ids = {lot.campaign_id for lot in lots.values()}
    by = {id: at + campaigns.campaign(city=city, id=id).policy.delivery.promise for id in ids}

    def expiry(row: models.Stock) -> datetime | None:
        return lots[row.lot_id].expires_at

    lasting = [
        row for row in shelves if (expiry(row) or by[lots[row.lot_id].campaign_id]) >= by[lots[row.lot_id].campaign_id]
    ]
    return sorted(lasting, key=lambda row: expiry(row) or FOREVER)


def _seal(city: str, at: datetime, by: UUID, pairs: Sequence[tuple[Order, UUID]]) -> None:
    """One parcel an order."""
    parcels = [_parcel(city, at, by, order, lot) for order, lot in pairs]
    models.Parcel.objects.bulk_create(parcels)
    moves = [Move(parcel.lot_id, parcel.units, parcel.id) for parcel in parcels]
    stock.move(city=city, at=at, cause=Cause.PACKED, moves=moves)
    facts = [events.ParcelPacked(parcel.id, str(parcel.order_id), str(parcel.lot_id)) for parcel in parcels]
    journal.record(city=city, at=at, events=facts)


def _parcel(city: str, at: datetime, by: UUID, order: Order, lot: UUID) -> models.Parcel:
    id = uuid5(order.id, "parcel")
    return models.Parcel(
        city=city,
        id=id,
        order_id=order.id,
        outlet_id=order.outlet_id,
        lot_id=lot,
        label=labels.label(id),
        units=order.units,
        state=ParcelState.PACKED,
        packed_by=by,
        packed_at=at,
    )


def _nothing_to_pack(
    waiting: Sequence[Order], lots: dict[UUID, models.Lot], shelves: Sequence[models.Stock]
) -> Refused:
    """Why: goods that only want disinfection are the better news."""
    campaigns = {order.campaign_id for order in waiting}
    untreated = [lots[row.lot_id] for row in shelves if row.arrived and lots[row.lot_id].campaign_id in campaigns]
    if untreated:
        return Refused(Reason.NOT_DISINFECTED, "lot", lots=[lot.code for lot in untreated])
    return Refused(Reason.OUT_OF_STOCK, "stock", orders=len(waiting), units=sum(order.units for order in waiting))
