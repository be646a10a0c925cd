"""A void: the one way to set a result aside. Two officials sign it on their own machines, and the record stays.

What followed from the attempt is taken back, save what somebody has taken already.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from evenhand.apps.ballots import models
from evenhand.apps.cities import services as cities
from evenhand.apps.claims import services as claims
from evenhand.apps.journal import services as journal
from evenhand.core import events
from evenhand.core.draw import void as voids
from evenhand.core.draw.flaws import Flawed
from evenhand.core.draw.rules import parse
from evenhand.core.draw.void import Void, VoidReason
from evenhand.core.errors import Reason, Refused

SUBJECT = "draw_void"
"""What an approval of a void is about."""


def request_void(*, city: str, at: datetime, draw_id: UUID, void: Void, by: UUID, reason: str) -> UUID:
    """Ask for a second official at city hall, too. Returns the approval. Refused: as `void_draw`, and NOT_ALLOWED."""
    _checked(city, draw_id, void)
    return cities.request_approval(
        city=city, at=at, subject_kind=SUBJECT, subject=draw_id, change=voids.told(void), reason=reason, requester=by
    )


def void_draw(*, city: str, at: datetime, draw_id: UUID, void: Void) -> VoidReason:
    """Set an attempt aside. The next has the round a day later; a wrong roster is not drawn again.

    Refused: NOT_FOUND, WRONG_STATE (not held, or void already), NOT_ALLOWED (signatures or record are not right).
    """
    draw, reason = _checked(city, draw_id, void)
    models.Void.objects.create(
        city=city, draw_id=draw_id, attempt=draw.attempt, raw=void.raw,
        signatures={str(index): signature.hex() for index, signature in void.signatures.items()}, voided_at=at,
    )  # fmt: skip
    if reason is not VoidReason.ROSTER_ERROR:
        models.Draw.objects.filter(city=city, id=draw_id).update(state="sealed", attempt=draw.attempt + 1)
    journal.record(city=city, at=at, events=[events.DrawVoided(draw_id, draw.attempt, reason.value)])
    return reason


def take_back(*, city: str, at: datetime, draw_id: UUID, attempt: int) -> int:
    """End the rights of a void attempt that nobody took, and let streaks be what they were. Returns how many ended."""
    offers = models.Offer.objects.filter(city=city, draw_id=draw_id, attempt=attempt)
    ids = list(offers.values_list("entitlement_id", flat=True))
    models.Streak.objects.filter(city=city, draw_id=draw_id).update(losses=F("before"), draw_id=None)
    return len(claims.withdraw_entitlements(city=city, at=at, ids=ids))


def _checked(city: str, draw_id: UUID, void: Void) -> tuple[models.Draw, VoidReason]:
    draw = models.Draw.objects.filter(city=city, id=draw_id).select_for_update().first()
    if draw is None:
        raise Refused(Reason.NOT_FOUND, "draw")
    known = models.Void.objects.filter(city=city, draw_id=draw_id, attempt=draw.attempt)
    if draw.state != "drawn" or known.exists():
        raise Refused(Reason.WRONG_STATE, "draw")
    try:
        return draw, voids.check(void, parse(bytes(draw.rules)), draw.attempt)
    except Flawed as flawed:
        raise Refused(Reason.NOT_ALLOWED, "void", flaw=str(flawed)) from None
