"""How a visit ends: the one row of handover, or a failure that may send the parcel back."""

from evenhand.apps.dispatch import queries as dispatch_read
from evenhand.apps.dispatch import services as dispatch
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.handover import models, queries
from evenhand.apps.handover.queries import Ground, Result
from evenhand.apps.handover.services import visits
from evenhand.apps.handover.services.visits import Outcome, Visit
from evenhand.apps.journal import services as journal
from evenhand.core import events
from evenhand.core.lifecycle import StopState
from evenhand.core.terms import Proof

FAILURES = (Result.NOT_HOME, Result.REFUSED, Result.ADDRESS_WRONG)
"""What a rider may say of a visit without handover."""


def hand_over(visit: Visit, proof: Proof) -> Outcome:
    """The parcel is in a person's hands."""
    outcome = visits.write(visit, Outcome(Result.HANDED_OVER, queries.MOST_WRONG - visit.code.wrong))
    models.Handover.objects.create(
        city=visit.city,
        id=visit.tried.id,
        parcel_id=visit.stop.parcel_id,
        order_id=visit.order.id,
        proof=proof,
        rider_id=visit.stop.rider_id,
        collected_fen=visit.order.due_fen if visit.order.payment == "on_handover" else 0,
        at=visit.at,
    )
    fulfilment.mark_handed_over(city=visit.city, at=visit.at, parcel_id=visit.stop.parcel_id)
    _close(visit, StopState.HANDED_OVER)
    fact = events.HandedOver(visit.stop.parcel_id, str(visit.order.id), proof)
    journal.record(city=visit.city, at=visit.at, events=[fact])
    return outcome


def note_failure(visit: Visit, result: Result) -> Outcome:
    """A visit without handover. After the last one the policy allows, the parcel goes back."""
    failed = models.Attempt.objects.filter(city=visit.city, parcel_id=visit.stop.parcel_id, outcome__in=FAILURES)
    left = max(0, visit.policy.attempts - failed.count() - (result in FAILURES))
    if not left:
        send_back(visit)
    fact = events.HandoverFailed(visit.stop.parcel_id, str(visit.order.id), result)
    journal.record(city=visit.city, at=visit.at, events=[fact])
    return visits.write(visit, Outcome(result, left))


def send_back(visit: Visit) -> None:
    """The parcel is for no door any more; its own scan will say when it is at the outlet."""
    fulfilment.mark_returning(city=visit.city, parcel_ids=[visit.stop.parcel_id])
    _close(visit, StopState.FAILED)


def write_off(visit: Visit, ground: Ground) -> None:
    """The parcel is for nobody any more: stock and order say so; what follows for its person is flow's."""
    fulfilment.write_off(city=visit.city, at=visit.at, parcel_id=visit.stop.parcel_id, reason=ground)
    _close(visit, StopState.FAILED)


def _close(visit: Visit, state: StopState) -> None:
    """The stop at which the parcel is expected now: another rider's, if they took it over while this one was away."""
    stop = dispatch_read.open_stop(city=visit.city, parcel_id=visit.stop.parcel_id) or visit.stop
    dispatch.close_stop(city=visit.city, at=visit.at, stop_id=stop.id, state=state)
