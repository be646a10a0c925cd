"""What was corrected after an order was handed over, and what could still be given back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from evenhand.apps.settlement import models
from evenhand.apps.settlement.queries import booked
from evenhand.core.ledger import Account

PAID = frozenset({Account.RESIDENT_PREPAID, Account.RESIDENT_ON_HANDOVER, Account.RESIDENT_REFUND})


@dataclass(frozen=True, slots=True)
class Correction:
    """A posting added later. `payer` None: the whole entry was reversed."""

    id: UUID
    order_id: UUID
    kind: str
    payer: str | None
    amount_fen: int
    reason: str
    day: date
    posted_at: datetime


def corrections(*, city: str, first: date, last: date) -> list[Correction]:
    """Corrections posted to these days, in their order."""
    rows = models.Correction.objects.filter(city=city, day__gte=first, day__lte=last).order_by("posted_at", "id")
    return [
        Correction(row.id, row.order_id, row.kind, row.payer, row.amount_fen, row.reason, row.day, row.posted_at)
        for row in rows
    ]


def refundable(*, city: str, order_id: UUID) -> int:
    """What a resident paid for an order and has not been given back, in fen."""
    lines = booked.of_order(city=city, order_id=order_id)
    return sum(line.amount_fen for line in lines if line.account in PAID)
