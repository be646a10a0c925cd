"""Corrections: a new posting, agreed on by two officials. What was posted before is left as it was."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from evenhand.apps.cities import queries as cities
from evenhand.apps.cities.queries import Approval
from evenhand.apps.journal import services as journal
from evenhand.apps.orders import queries as orders
from evenhand.apps.settlement import models, queries
from evenhand.apps.settlement.services import posting
from evenhand.core import events, ledger
from evenhand.core.errors import Reason, Refused
from evenhand.core.ledger import Line

SUBJECT = "correction"
"""What such an approval is about; its change says `order`, `kind`, `payer` and `amount_fen`."""
REVERSAL = "reversal"
REFUND = "refund"
PAYERS = ("city", "platform", "merchant")


def correct(*, city: str, at: datetime, approval_id: UUID) -> None:
    """Post what two officials agreed on, to the first open day from today on; a repeat changes nothing.

    Refused: NOT_ALLOWED (not approved), NOT_FOUND (nothing was posted for the order), WRONG_STATE (reversed before),
    INPUT_INVALID (a kind or payer there is none of, an amount above what the resident paid).
    """
    approval = cities.approval(city=city, id=approval_id)
    if approval.subject_kind != SUBJECT or not approval.granted:
        raise Refused(Reason.NOT_ALLOWED, "approval")
    if models.Correction.objects.filter(city=city, id=approval_id).exists():
        return
    today = at.astimezone(ZoneInfo(cities.city(city).timezone)).date()
    day = posting.open_day(city, today)
    lines, row = _agreed(city, approval)
    row.day, row.posted_at = day, at
    row.save(force_insert=True)
    order = orders.order(city=city, id=row.order_id)
    if order is None:
        raise Refused(Reason.NOT_FOUND, "order")
    cause = f"{SUBJECT}:{approval_id}"
    models.Posting.objects.bulk_create(posting.postings(city, at, order, day, lines, cause))
    journal.record(city=city, at=at, events=[events.CorrectionPosted(row.id, str(order.id), row.kind, row.amount_fen)])


def _agreed(city: str, approval: Approval) -> tuple[tuple[Line, ...], models.Correction]:
    change = approval.change
    row = models.Correction(
        city=city,
        id=approval.id,
        order_id=approval.subject,
        kind=change.get("kind"),
        payer=change.get("payer"),
        reason=approval.reason,
    )
    row.amount_fen, lines = _reversal(city, row) if row.kind == REVERSAL else _refund(city, row, change)
    return lines, row


def _reversal(city: str, row: models.Correction) -> tuple[int, tuple[Line, ...]]:
    if models.Correction.objects.filter(city=city, order_id=row.order_id).exists():
        raise Refused(Reason.WRONG_STATE, "order")
    lines = queries.of_order(city=city, order_id=row.order_id)
    if not lines:
        raise Refused(Reason.NOT_FOUND, "order")
    row.payer = None
    return sum(line.amount_fen for line in lines if line.amount_fen > 0), ledger.reversal(lines)


def _refund(city: str, row: models.Correction, change: dict[str, object]) -> tuple[int, tuple[Line, ...]]:
    amount, most = change.get("amount_fen"), queries.refundable(city=city, order_id=row.order_id)
    if row.kind != REFUND or row.payer not in PAYERS:
        raise Refused(Reason.INPUT_INVALID, "kind")
    if type(amount) is not int or not 0 < amount <= most:
        raise Refused(Reason.INPUT_INVALID, "amount_fen", smallest=1, largest=most)
    return amount, ledger.refund(amount, row.payer)
