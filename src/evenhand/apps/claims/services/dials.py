"""The surge dial: turned live by an official, written down, told to every gate."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from evenhand.apps.claims import admission, models
from evenhand.apps.journal import services as journal
from evenhand.core import events
from evenhand.core.dial import WHOLE_CITY, Admit, Dial
from evenhand.core.errors import Reason, Refused


def preset_dial(*, city: str, at: datetime, release_id: UUID, per_s: int) -> None:
    """A release begins as its policy says; a dial that stands is left as it is."""
    if not models.Dial.objects.filter(city=city, subject=release_id).exists():
        turn_dial(city=city, at=at, subject=release_id, dial=Dial(Admit.RATE, per_s), by=WHOLE_CITY)


def turn_dial(*, city: str, at: datetime, subject: UUID, dial: Dial, by: UUID) -> None:
    """Set how far the gate is open for a release, or for the whole city (`WHOLE_CITY`).

    Refused: NOT_FOUND (no counter of that release); INPUT_INVALID (a rate where there is none, or none where one is).
    """
    if (dial.admit is Admit.RATE) != (dial.per_s is not None) or (dial.per_s is not None and dial.per_s < 1):
        raise Refused(Reason.INPUT_INVALID, "per_s")
    if subject != WHOLE_CITY and not models.Quota.objects.filter(city=city, release_id=subject).exists():
        raise Refused(Reason.NOT_FOUND, "release")
    models.Dial.objects.bulk_create(
        [models.Dial(city=city, subject=subject, admit=dial.admit, per_s=dial.per_s, set_by=by, at=at)],
        update_conflicts=True,
        unique_fields=["city", "subject"],
        update_fields=["admit", "per_s", "set_by", "at"],
    )
    journal.record(city=city, at=at, events=[events.DialTurned(subject, dial.admit, dial.per_s or 0, str(by))])
    with connection.cursor() as cursor:
        cursor.execute(admission.TELL_GATES, [city])
