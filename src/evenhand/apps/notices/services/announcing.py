"""Words to everybody: on the city's page, and to the phones of those who want messages. Two officials agree on them."""

from datetime import datetime
from itertools import batched
from uuid import UUID

from evenhand.apps.cities import queries as cities
from evenhand.apps.journal import services as journal
from evenhand.apps.notices import models
from evenhand.apps.notices.services.telling import Told, tell
from evenhand.apps.residents import queries as residents
from evenhand.core import announcements
from evenhand.core.errors import Reason, Refused
from evenhand.core.events import AnnouncementPosted

SUBJECT = "announcement"
"""What such an approval is about; its change is an `Announcement` in JSON values."""
AT_ONCE = 5_000


def announce(*, city: str, at: datetime, approval_id: UUID) -> None:
    """Post what was agreed on, exactly as it was asked for, and once.

    Refused: NOT_FOUND, NOT_ALLOWED (not agreed on), WRONG_STATE (posted before), CLOSED (its hour is over),
    INPUT_INVALID (nobody to tell).
    """
    approval = cities.approval(city=city, id=approval_id)
    if approval.subject_kind != SUBJECT or not approval.granted:
        raise Refused(Reason.NOT_ALLOWED, "approval")
    if models.Announcement.objects.filter(city=city, id=approval_id).exists():
        raise Refused(Reason.WRONG_STATE, "approval")
    agreed = announcements.read(approval.change, at)
    receivers = residents.reachable(city=city) if agreed.messages else []
    if not agreed.public and not receivers:
        raise Refused(Reason.INPUT_INVALID, "messages")
    _post(city, at, approval_id, agreed, len(receivers))
    for some in batched(receivers, AT_ONCE):
        words = [Told(tag, f"{SUBJECT}:{approval_id}:{tag.hex()}", {"words": agreed.zh}) for tag in some]
        tell(city=city, at=at, template=SUBJECT, told=words)
    by = [str(approval.requester), str(approval.approver)]
    journal.record(city=city, at=at, events=[AnnouncementPosted(approval_id, agreed.public, len(receivers), by)])


def _post(city: str, at: datetime, id: UUID, agreed: announcements.Announcement, receivers: int) -> None:
    models.Announcement.objects.create(
        city=city,
        id=id,
        zh=agreed.zh,
        en=agreed.en,
        public=agreed.public,
        receivers=receivers,
        posted_at=at,
        until=agreed.until,
    )
