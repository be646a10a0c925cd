"""The emergency stop: one official freezes a city at once, two let it go on. What was promised before is kept."""

from datetime import datetime
from uuid import UUID

from evenhand.apps.cities import models, queries
from evenhand.apps.cities.services.approvals import require_official
from evenhand.apps.journal import services as journal
from evenhand.core import events
from evenhand.core.dial import WHOLE_CITY
from evenhand.core.errors import Reason, Refused

THAW = "thaw"
"""The kind of change that two officials agree on to let a city go on."""
LONGEST = 300


def freeze(*, city: str, at: datetime, reason: str, by: UUID) -> None:
    """Give nothing new to anybody from now on, and say why on every page.

    Refused: NOT_ALLOWED unless an active official does; INPUT_INVALID without a reason; WRONG_STATE if it is frozen.
    """
    require_official(city, by)
    reason = reason.strip()
    if not reason or len(reason) > LONGEST or "\0" in reason:
        raise Refused(Reason.INPUT_INVALID, "reason")
    if not models.City.objects.filter(slug=city, frozen_at=None).update(frozen_at=at, frozen_why=reason):
        raise Refused(Reason.WRONG_STATE, "freeze")
    journal.record(city=city, at=at, events=[events.CityFrozen(WHOLE_CITY, reason, str(by))])


def thaw(*, city: str, at: datetime, approval_id: UUID) -> None:
    """Go on, as two officials agreed. Refused: NOT_FOUND; NOT_ALLOWED if they did not; WRONG_STATE if it is not frozen
    or was frozen anew since they agreed."""
    asked = queries.approval(city=city, id=approval_id)
    if asked.subject_kind != THAW or not asked.granted:
        raise Refused(Reason.NOT_ALLOWED, "approval")
    frozen_at = datetime.fromisoformat(asked.change["frozen_at"])
    if not models.City.objects.filter(slug=city, frozen_at=frozen_at).update(frozen_at=None, frozen_why=None):
        raise Refused(Reason.WRONG_STATE, "thaw")
    by = [str(asked.requester), str(asked.approver)]
    journal.record(city=city, at=at, events=[events.CityThawed(WHOLE_CITY, asked.reason, by)])
