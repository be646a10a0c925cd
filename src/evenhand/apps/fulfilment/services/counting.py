"""Stock taking: what lies there against what the book says, and the difference booked with its reason."""

from datetime import datetime
from uuid import UUID

from evenhand.apps.fulfilment import models
from evenhand.apps.fulfilment.services import stock
from evenhand.apps.fulfilment.services.stock import Cause, Move
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.ids import new_id
from evenhand.core import events
from evenhand.core.errors import Reason, Refused

LONGEST = 200


def count_stock(
    *, city: str, at: datetime, outlet_id: UUID, by: UUID, lot_id: UUID, counted: int, reason: str = ""
) -> int:
    """Note how many units of a lot lie ready to pack. Returns the difference to the book: below zero, some are missing.

    Refused: NOT_FOUND, INPUT_INVALID (more than were ever received and not packed; a difference without a reason).
    """
    row = _locked(city, outlet_id, lot_id)
    most = row.ready + row.written_off
    if not 0 <= counted <= most:
        raise Refused(Reason.INPUT_INVALID, "counted", smallest=0, largest=most)
    difference, reason = counted - row.ready, reason.strip()
    if (difference and not reason) or len(reason) > LONGEST or "\0" in reason:
        raise Refused(Reason.INPUT_INVALID, "reason", longest=LONGEST)
    noted = models.Count.objects.create(
        city=city,
        id=new_id(),
        lot_id=lot_id,
        book=row.ready,
        counted=counted,
        reason=reason,
        counted_by=by,
        counted_at=at,
    )
    if difference:
        cause = Cause.FOUND if difference > 0 else Cause.MISSING
        stock.move(city=city, at=at, cause=cause, moves=[Move(lot_id, abs(difference), noted.id)])
    journal.record(city=city, at=at, events=[events.StockCounted(noted.id, str(lot_id), difference)])
    return difference


def _locked(city: str, outlet_id: UUID, lot_id: UUID) -> models.Stock:
    """Who packs from this lot meanwhile waits."""
    if not models.Lot.objects.filter(city=city, id=lot_id, outlet_id=outlet_id).exists():
        raise Refused(Reason.NOT_FOUND, "lot")
    return models.Stock.objects.select_for_update().get(city=city, lot_id=lot_id)
