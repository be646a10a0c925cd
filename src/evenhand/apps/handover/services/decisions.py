"""Where no code can decide (it is locked, or nobody can check it), the dispatcher does, by phone and with a ground."""

from datetime import datetime
from uuid import UUID

from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.handover import models
from evenhand.apps.handover.queries import Ground, Verdict
from evenhand.apps.handover.services import codes, ending, visits
from evenhand.apps.handover.services.visits import Try, Visit
from evenhand.apps.journal import services as journal
from evenhand.core import events
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Proof

KNOWN = (Ground.CALLED_BACK, Ground.KNOWS_DOCUMENT)
"""Grounds that say how the person was known."""
LOSSES = (Ground.LOST, Ground.DAMAGED)
"""Grounds that write a parcel off."""
NEEDED = {Verdict.HAND_OVER: KNOWN, Verdict.WRITE_OFF: LOSSES}


def decide(
    *, city: str, at: datetime, decision_id: UUID, stop_id: UUID, by: UUID, verdict: Verdict, ground: Ground
) -> None:
    """Decide about a parcel that is out; the same decision again changes nothing.

    Refused: NOT_FOUND, WRONG_STATE (the stop is closed), INPUT_INVALID (let go though the person is not known,
    or written off though it is neither lost nor damaged), KEY_REUSED (the id was another stop's decision).
    """
    needed = NEEDED.get(verdict, tuple(Ground))
    if ground not in needed:
        raise Refused(Reason.INPUT_INVALID, "ground", known=list(needed))
    stop = dispatch.stop(city=city, id=stop_id)
    if stop is None:
        raise Refused(Reason.NOT_FOUND, "stop")
    visit = visits.begin(city=city, at=at, tried=Try(decision_id, stop_id, stop.rider_id))
    known = models.Decision.objects.filter(city=city, id=decision_id).first()
    if known is not None:
        if known.stop_id != stop_id:
            raise Refused(Reason.KEY_REUSED, "decision")
        return
    visits.check_open(visit)
    _carry_out(visit, verdict, ground)
    _write(visit, by, verdict, ground)


def _carry_out(visit: Visit, verdict: Verdict, ground: Ground) -> None:
    match verdict:
        case Verdict.NEW_CODE:
            codes.reissue_code(city=visit.city, at=visit.at, order_id=visit.order.id)
        case Verdict.HAND_OVER:
            ending.hand_over(visit, Proof.DISPATCHER)
        case Verdict.SEND_BACK:
            ending.send_back(visit)
        case Verdict.WRITE_OFF:
            ending.write_off(visit, ground)


def _write(visit: Visit, by: UUID, verdict: Verdict, ground: Ground) -> None:
    models.Decision.objects.create(
        city=visit.city,
        id=visit.tried.id,
        stop_id=visit.stop.id,
        order_id=visit.order.id,
        verdict=verdict,
        ground=ground,
        by=by,
        at=visit.at,
    )
    fact = events.HandoverDecided(visit.stop.parcel_id, str(visit.order.id), verdict, ground)
    journal.record(city=visit.city, at=visit.at, events=[fact])
