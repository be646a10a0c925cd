"""Parcels on their way: out of the door, into a person's hands, or back on the shelf."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from evenhand.apps.fulfilment import models
from evenhand.apps.fulfilment.services import stock
from evenhand.apps.fulfilment.services.stock import Cause, Move
from evenhand.apps.journal import services as journal
from evenhand.apps.orders import services as orders
from evenhand.core import events, labels, lifecycle
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState, ParcelState


def take_out(*, city: str, at: datetime, parcel_ids: Sequence[UUID]) -> list[UUID]:
    """Let packed parcels leave. Returns those that left; one that is out already is not among them."""
    parcels = _advance(city, parcel_ids, ParcelState.OUT)
    _move(city, at, Cause.TAKEN_OUT, parcels)
    orders.advance(city=city, order_ids=[parcel.order_id for parcel in parcels], to=OrderState.OUT)
    return [parcel.id for parcel in parcels]


def mark_handed_over(*, city: str, at: datetime, parcel_id: UUID) -> None:
    """A parcel is in a person's hands, for good. Refused(WRONG_STATE): it is not out."""
    parcels = _advance(city, [parcel_id], ParcelState.HANDED_OVER)
    if not parcels:
        raise Refused(Reason.WRONG_STATE, "parcel")
    _move(city, at, Cause.HANDED_OVER, parcels)
    orders.advance(city=city, order_ids=[parcels[0].order_id], to=OrderState.HANDED_OVER)


def mark_returning(*, city: str, parcel_ids: Sequence[UUID]) -> list[UUID]:
    """Parcels that nobody took are on their way back. Returns those it was."""
    return [parcel.id for parcel in _advance(city, parcel_ids, ParcelState.RETURNING)]


def write_off(*, city: str, at: datetime, parcel_id: UUID, reason: str) -> None:
    """A parcel was lost or spoiled on the way: its goods leave the stock, its order ends, its person is owed nothing.

    Goods that turn up again are found when the outlet counts. Refused(WRONG_STATE): it is not on the way.
    """
    parcels = _advance(city, [parcel_id], ParcelState.LOST)
    if not parcels:
        raise Refused(Reason.WRONG_STATE, "parcel")
    _move(city, at, Cause.WRITTEN_OFF, parcels)
    orders.lose(city=city, at=at, order_ids=[parcels[0].order_id], reason=reason)


def scan_back(*, city: str, at: datetime, outlet_id: UUID, label: str) -> UUID:
    """A parcel is in the outlet again and its goods are on the shelf; a second scan changes nothing. Returns its id.

    The order follows through flow. Refused: NOT_FOUND (no such label at this outlet), WRONG_STATE (it never went out,
    or was handed over).
    """
    parcel = models.Parcel.objects.filter(city=city, outlet_id=outlet_id, label=labels.normal(label)).first()
    if parcel is None:
        raise Refused(Reason.NOT_FOUND, "label")
    mark_returning(city=city, parcel_ids=[parcel.id])
    returned = _advance(city, [parcel.id], ParcelState.BACK)
    if not returned and parcel.state != ParcelState.BACK:
        raise Refused(Reason.WRONG_STATE, "label", state=parcel.state)
    _move(city, at, Cause.SCANNED_BACK, returned)
    facts = [events.ParcelReturned(each.id, str(each.order_id)) for each in returned]
    journal.record(city=city, at=at, events=facts)
    return parcel.id


def _advance(city: str, parcel_ids: Sequence[UUID], to: ParcelState) -> list[models.Parcel]:
    """Move those parcels on whose state allows it, locked in one order, so that two batches never wait in a circle."""
    rows = models.Parcel.objects.filter(city=city, id__in=parcel_ids, state__in=lifecycle.PARCEL.before(to))
    parcels = list(rows.order_by("id").select_for_update())
    models.Parcel.objects.filter(city=city, id__in=[parcel.id for parcel in parcels]).update(state=to)
    return parcels


def _move(city: str, at: datetime, cause: Cause, parcels: Sequence[models.Parcel]) -> None:
    moves = [Move(parcel.lot_id, parcel.units, parcel.id) for parcel in parcels]
    stock.move(city=city, at=at, cause=cause, moves=moves)
