"""The stock of lots, as double entry: whatever leaves one shelf arrives on another, for a cause and a thing, once.

The database refuses a row whose shelves don't add up to what was received, and a second movement of one thing for one
cause; so a fault here is an error, never a lost unit.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import F

from evenhand.apps.fulfilment import models
from evenhand.apps.journal.ids import new_id
from evenhand.core.errors import Reason, Refused


class Cause(StrEnum):
    """Why units change shelves."""

    RECEIVED = "received"
    RELEASED = "released"
    PACKED = "packed"
    TAKEN_OUT = "taken_out"
    HANDED_OVER = "handed_over"
    SCANNED_BACK = "scanned_back"
    MISSING = "missing"
    FOUND = "found"
    WRITTEN_OFF = "written_off"


SHELVES = {
    Cause.RECEIVED: ("source", "arrived"),
    Cause.RELEASED: ("arrived", "ready"),
    Cause.PACKED: ("ready", "packed"),
    Cause.TAKEN_OUT: ("packed", "out"),
    Cause.HANDED_OVER: ("out", "handed_over"),
    Cause.SCANNED_BACK: ("out", "ready"),
    Cause.MISSING: ("ready", "written_off"),
    Cause.FOUND: ("written_off", "ready"),
    Cause.WRITTEN_OFF: ("out", "written_off"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """Units of a lot that change shelves together; `subject` is the lot or parcel they belong to."""

    lot: UUID
    units: int
    subject: UUID


def move(*, city: str, at: datetime, cause: Cause, moves: Sequence[Move]) -> None:
    """Move units along, all or none. Refused(OUT_OF_STOCK): a shelf holds fewer."""
    source, target = SHELVES[cause]
    units: Counter[UUID] = Counter()
    for each in moves:
        units[each.lot] += each.units
    for lot in sorted(units):
        _change(city, lot, source, target, units[lot])
    models.Movement.objects.bulk_create(_movement(city, at, cause, each) for each in moves)


def put_up(*, city: str, at: datetime, lot: UUID, units: int) -> None:
    """Shelves for a lot that has just arrived."""
    models.Stock.objects.create(city=city, lot_id=lot, units=units, arrived=units)
    models.Movement.objects.bulk_create([_movement(city, at, Cause.RECEIVED, Move(lot, units, lot))])


def _change(city: str, lot: UUID, source: str, target: str, units: int) -> None:
    enough = models.Stock.objects.filter(city=city, lot_id=lot, **{f"{source}__gte": units})
    if not enough.update(**{source: F(source) - units, target: F(target) + units}):
        raise Refused(Reason.OUT_OF_STOCK, "lot", shelf=source, units=units)


def _movement(city: str, at: datetime, cause: Cause, move: Move) -> models.Movement:
    source, target = SHELVES[cause]
    return models.Movement(
        city=city,
        id=new_id(),
        lot_id=move.lot,
        from_shelf=source,
        to_shelf=target,
        units=move.units,
        cause=cause,
        subject=move.subject,
        at=at,
    )
