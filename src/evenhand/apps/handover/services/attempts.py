"""Tries at a door. The code is asked for before the parcel changes hands; each try is a row, whatever its end.

A wrong code is an answer and not an exception: its count must outlive the transaction. A repeat, known by the client's
own id, gets the same answer and changes nothing. So does a try that a device kept while it had no network: a signed
text was verified there, and is verified here again; digits alone hand nothing over until the server has seen them.
"""

from datetime import datetime
from uuid import UUID

from evenhand.apps.handover.queries import Result
from evenhand.apps.handover.services import codes, ending, visits
from evenhand.apps.handover.services.visits import Outcome, Try, Visit
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Place, Proof

UNPROVED = (*ending.FAILURES, Result.UNCHECKED)
"""Visits without handover, whoever is to blame: the device's missing network is not the resident's."""


def hand_over(
    *,
    city: str,
    at: datetime,
    attempt_id: UUID,
    stop_id: UUID,
    rider_id: UUID,
    code: str,
    place: Place | None = None,
    device_at: datetime | None = None,
) -> Outcome:
    """Hand over if the code (six digits, the text of the QR, or the document's last four) is right; else nothing is.

    `device_at`: the try was made without a network, at this time of the device's clock. Digits are then UNCHECKED.
    Refused: NOT_FOUND, NOT_ALLOWED (another rider's stop, or a proof this campaign does not take), WRONG_STATE (the
    stop is closed), KEY_REUSED (the id was another try's), CODE_EXPIRED (a QR text that was true yesterday).
    """
    visit = visits.begin(city=city, at=at, tried=Try(attempt_id, stop_id, rider_id, place, device_at))
    return visits.once(visit, lambda: _try_code(visit, code))


def record_failure(
    *,
    city: str,
    at: datetime,
    attempt_id: UUID,
    stop_id: UUID,
    rider_id: UUID,
    result: Result,
    place: Place | None = None,
    device_at: datetime | None = None,
) -> Outcome:
    """Note a visit without handover. After the last one the policy allows, the parcel goes back.

    Refused: INPUT_INVALID (no such failure), NOT_FOUND, NOT_ALLOWED, WRONG_STATE, KEY_REUSED as above.
    """
    if result not in UNPROVED:
        raise Refused(Reason.INPUT_INVALID, "result", known=list(UNPROVED))
    visit = visits.begin(city=city, at=at, tried=Try(attempt_id, stop_id, rider_id, place, device_at))
    return visits.once(visit, lambda: ending.note_failure(visit, result))


def _try_code(visit: Visit, said: str) -> Outcome:
    proof = codes.kind(said)
    if proof not in visit.policy.proof:
        raise Refused(Reason.NOT_ALLOWED, "code", proof=proof)
    if visit.tried.device_at and proof is not Proof.QR:
        return ending.note_failure(visit, Result.UNCHECKED)
    if visit.code.locked_at:
        return visits.write(visit, Outcome(Result.LOCKED, 0))
    if not codes.holds(code=visit.code, said=said, at=visit.happened_at, person=visit.order.person):
        return visits.write(visit, Outcome(Result.WRONG_CODE, codes.count_wrong(code=visit.code, at=visit.at)))
    return ending.hand_over(visit, proof)
