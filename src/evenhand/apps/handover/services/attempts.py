"""Tries at a door. The code is asked for before the parcel changes hands; each try is a row, whatever its end.

A wrong code is an answer and not an exception: its count must outlive the transaction. A repeat, known by the client's
own id, gets the same answer and changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.dispatch import queries as dispatch_read
from evenhand.apps.dispatch import services as dispatch
from evenhand.apps.dispatch.queries import Stop
from evenhand.apps.fulfilment import queries as fulfilment_read
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.handover import models, queries
from evenhand.apps.handover.queries import Result
from evenhand.apps.handover.services import codes
from evenhand.apps.journal import services as journal
from evenhand.apps.orders import queries as orders_read
from evenhand.apps.orders.queries import Order
from evenhand.core import events
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import StopState
from evenhand.core.policy.supply import Handover
from evenhand.core.terms import Place

FAILURES = (Result.NOT_HOME, Result.REFUSED, Result.ADDRESS_WRONG)
"""What a rider may say of a visit without handover."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A try's answer. `tries_left`: of the code after WRONG_CODE, of visits after a failure."""

    result: Result
    tries_left: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A rider at a door: what a try has to know. `code` is locked until the transaction ends."""

    city: str
    at: datetime
    attempt_id: UUID
    stop: Stop
    order: Order
    code: models.Code
    place: Place | None


def hand_over(
    *, city: str, at: datetime, attempt_id: UUID, stop_id: UUID, rider_id: UUID, code: str, place: Place | None = None
) -> Outcome:
    """Hand over if the code (six digits, or the text of the QR) is right; else nothing changes hands.

    Refused: NOT_FOUND, NOT_ALLOWED (another rider's stop, or a proof this campaign does not take), WRONG_STATE (the
    stop is closed), KEY_REUSED (the id was another try's), CODE_EXPIRED (a QR text that was true yesterday).
    """
    visit = _visit(city, at, attempt_id, stop_id, rider_id, place)
    return _once(visit, lambda: _try_code(visit, code))


def record_failure(
    *,
    city: str,
    at: datetime,
    attempt_id: UUID,
    stop_id: UUID,
    rider_id: UUID,
    result: Result,
    place: Place | None = None,
) -> Outcome:
    """Note a visit without handover. After the last one the policy allows, the parcel goes back.

    Refused: INPUT_INVALID (no such failure), NOT_FOUND, NOT_ALLOWED, WRONG_STATE, KEY_REUSED as above.
    """
    if result not in FAILURES:
        raise Refused(Reason.INPUT_INVALID, "result", known=list(FAILURES))
    visit = _visit(city, at, attempt_id, stop_id, rider_id, place)
    return _once(visit, lambda: _fail(visit, result))


def _visit(city: str, at: datetime, attempt_id: UUID, stop_id: UUID, rider_id: UUID, place: Place | None) -> Visit:
    stop = dispatch_read.stop(city=city, id=stop_id)
    if stop is None:
        raise Refused(Reason.NOT_FOUND, "stop")
    if stop.rider_id != rider_id:
        raise Refused(Reason.NOT_ALLOWED, "stop")
    parcel = fulfilment_read.parcels_by_id(city=city, ids=[stop.parcel_id])[stop.parcel_id]
    [order] = orders_read.orders(city=city, ids=[parcel.order_id])
    code = codes.locked(city=city, at=at, order_id=order.id)
    return Visit(city, at, attempt_id, stop, order, code, place)


def _once(visit: Visit, act: Callable[[], Outcome]) -> Outcome:
    """What the same try was answered before, or else what it is answered now."""
    known = models.Attempt.objects.filter(city=visit.city, id=visit.attempt_id).first()
    if known is None:
        _check_open(visit)
        return act()
    if known.stop_id != visit.stop.id:
        raise Refused(Reason.KEY_REUSED, "attempt")
    return Outcome(Result(known.outcome), known.tries_left)


def _check_open(visit: Visit) -> None:
    """Asked again now that the code is locked: another try may have closed the stop while this one waited."""
    stop = dispatch_read.stop(city=visit.city, id=visit.stop.id)
    if stop is None or stop.state != StopState.OUT:
        raise Refused(Reason.WRONG_STATE, "stop", state=stop.state if stop else "")


def _try_code(visit: Visit, said: str) -> Outcome:
    proof = codes.kind(said)
    if proof not in _policy(visit).proof:
        raise Refused(Reason.NOT_ALLOWED, "code", proof=proof)
    if visit.code.locked_at:
        return _write(visit, Outcome(Result.LOCKED, 0))
    if not codes.holds(code=visit.code, said=said, at=visit.at):
        return _write(visit, Outcome(Result.WRONG_CODE, codes.count_wrong(code=visit.code, at=visit.at)))
    outcome = _write(visit, Outcome(Result.HANDED_OVER, queries.MOST_WRONG - visit.code.wrong))
    models.Handover.objects.create(
        city=visit.city,
        id=visit.attempt_id,
        parcel_id=visit.stop.parcel_id,
        order_id=visit.order.id,
        proof=proof,
        rider_id=visit.stop.rider_id,
        collected_fen=visit.order.due_fen if visit.order.payment == "on_handover" else 0,
        at=visit.at,
    )
    fulfilment.mark_handed_over(city=visit.city, at=visit.at, parcel_id=visit.stop.parcel_id)
    dispatch.close_stop(city=visit.city, at=visit.at, stop_id=visit.stop.id, state=StopState.HANDED_OVER)
    fact = events.HandedOver(visit.stop.parcel_id, str(visit.order.id), proof)
    journal.record(city=visit.city, at=visit.at, events=[fact])
    return outcome


def _fail(visit: Visit, result: Result) -> Outcome:
    failed = models.Attempt.objects.filter(city=visit.city, parcel_id=visit.stop.parcel_id, outcome__in=FAILURES)
    left = max(0, _policy(visit).attempts - failed.count() - 1)
    if not left:
        fulfilment.mark_returning(city=visit.city, parcel_ids=[visit.stop.parcel_id])
        dispatch.close_stop(city=visit.city, at=visit.at, stop_id=visit.stop.id, state=StopState.FAILED)
    fact = events.HandoverFailed(visit.stop.parcel_id, str(visit.order.id), result)
    journal.record(city=visit.city, at=visit.at, events=[fact])
    return _write(visit, Outcome(result, left))


def _policy(visit: Visit) -> Handover:
    return campaigns.release(city=visit.city, id=visit.order.release_id).policy.handover


def _write(visit: Visit, outcome: Outcome) -> Outcome:
    models.Attempt.objects.create(
        city=visit.city,
        id=visit.attempt_id,
        parcel_id=visit.stop.parcel_id,
        stop_id=visit.stop.id,
        rider_id=visit.stop.rider_id,
        outcome=outcome.result,
        tries_left=outcome.tries_left,
        lon=visit.place.lon if visit.place else None,
        lat=visit.place.lat if visit.place else None,
        at=visit.at,
    )
    return outcome
