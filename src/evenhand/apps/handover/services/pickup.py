"""Collected at an outlet: the same code is asked for, wrong tries lock it alike, and the row of handover is the same.

The parcel leaves the shelf and reaches its person in one transaction: for a moment it is out, and with nobody else.
"""

from datetime import datetime
from uuid import UUID

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.fulfilment import queries as fulfilment_read
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.fulfilment.queries import Parcel
from evenhand.apps.handover import models, queries
from evenhand.apps.handover.queries import Result
from evenhand.apps.handover.services import codes
from evenhand.apps.handover.services.visits import Outcome
from evenhand.apps.journal import services as journal
from evenhand.apps.orders import queries as orders_read
from evenhand.apps.orders.queries import Order
from evenhand.core import events
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import ParcelState
from evenhand.core.terms import Proof, Way


def pick_up(*, city: str, at: datetime, attempt_id: UUID, outlet_id: UUID, label: str, code: str, by: UUID) -> Outcome:
    """Hand over a parcel of this outlet if the code (six digits, or the text of the QR) is right.

    Refused: NOT_FOUND (no such label here), NOT_ALLOWED (it is to be brought, or a proof this campaign does not take),
    WRONG_STATE (not packed any more), KEY_REUSED (the id was another try's), CODE_EXPIRED.
    """
    parcel = fulfilment_read.parcel_at(city=city, outlet_id=outlet_id, label=label)
    if parcel is None:
        raise Refused(Reason.NOT_FOUND, "label")
    [order] = orders_read.orders(city=city, ids=[parcel.order_id])
    row = codes.locked(city=city, at=at, order_id=order.id)
    known = models.Attempt.objects.filter(city=city, id=attempt_id).first()
    if known is not None:
        if known.parcel_id != parcel.id:
            raise Refused(Reason.KEY_REUSED, "attempt")
        return Outcome(Result(known.outcome), known.tries_left)
    proof = _check(city, parcel, order, code)
    outcome = _try(row, code, at, order)
    _write(city, at, attempt_id, parcel, by, outcome)
    if outcome.result is Result.HANDED_OVER:
        _hand_over(city, at, attempt_id, parcel, order, proof, by)
    return outcome


def _check(city: str, parcel: Parcel, order: Order, code: str) -> Proof:
    current = fulfilment_read.parcels_by_id(city=city, ids=[parcel.id])[parcel.id]
    if order.way is not Way.OUTLET:
        raise Refused(Reason.NOT_ALLOWED, "label")
    if current.state is not ParcelState.PACKED:
        raise Refused(Reason.WRONG_STATE, "label", state=current.state)
    proof = codes.kind(code)
    if proof not in campaigns.release(city=city, id=order.release_id).policy.handover.proof:
        raise Refused(Reason.NOT_ALLOWED, "code", proof=proof)
    return proof


def _try(row: models.Code, said: str, at: datetime, order: Order) -> Outcome:
    if row.locked_at:
        return Outcome(Result.LOCKED, 0)
    if not codes.holds(code=row, said=said, at=at, person=order.person):
        return Outcome(Result.WRONG_CODE, codes.count_wrong(code=row, at=at))
    return Outcome(Result.HANDED_OVER, queries.MOST_WRONG - row.wrong)


def _write(city: str, at: datetime, id: UUID, parcel: Parcel, by: UUID, outcome: Outcome) -> None:
    models.Attempt.objects.create(
        city=city, id=id, parcel_id=parcel.id, merchant_id=by, outcome=outcome.result, tries_left=outcome.tries_left,
        at=at,
    )  # fmt: skip


def _hand_over(city: str, at: datetime, id: UUID, parcel: Parcel, order: Order, proof: Proof, by: UUID) -> None:
    models.Handover.objects.create(
        city=city,
        id=id,
        parcel_id=parcel.id,
        order_id=order.id,
        proof=proof,
        merchant_id=by,
        collected_fen=order.due_fen if order.payment == "on_handover" else 0,
        at=at,
    )
    fulfilment.take_out(city=city, at=at, parcel_ids=[parcel.id])
    fulfilment.mark_handed_over(city=city, at=at, parcel_id=parcel.id)
    journal.record(city=city, at=at, events=[events.HandedOver(parcel.id, str(order.id), proof)])
