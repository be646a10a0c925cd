"""What a person may take back: a consent, or all of it. What nobody needs any more is forgotten unasked.

Erasure shreds: without the person's key the sealed fields are noise, in every backup too that lacks the key. The keyed
hash of a document stays, and the pseudonym made of it: they say that somebody had a share, not who.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from evenhand.apps.journal import services as journal
from evenhand.apps.residents import models
from evenhand.core.errors import Reason, Refused
from evenhand.core.events import PersonForgotten
from evenhand.core.people import NEEDED, Purpose


class Why(StrEnum):
    """Why somebody is forgotten."""

    ASKED = "asked"
    RETENTION = "retention"


def withdraw(*, city: str, at: datetime, person_id: UUID, purpose: Purpose) -> None:
    """Take a consent back. Refused(WRONG_STATE): without this one nothing can be brought; erasure takes it back."""
    if purpose in NEEDED:
        raise Refused(Reason.WRONG_STATE, "consents")
    given = models.Consent.objects.filter(city=city, person_id=person_id, purpose=purpose, withdrawn_at=None)
    given.update(withdrawn_at=at)


def consent(*, city: str, at: datetime, person_id: UUID, purpose: Purpose, recipient: str) -> None:
    """Agree again to what was withdrawn."""
    row = models.Consent(city=city, person_id=person_id, purpose=purpose, recipient=recipient, given_at=at)
    given = models.Consent.objects.filter(city=city, person_id=person_id, purpose=purpose, withdrawn_at=None)
    if not given.exists():
        row.save(force_insert=True)


def erase(*, city: str, at: datetime, person_ids: Sequence[UUID], why: Why) -> None:
    """Forget persons: key, sealed fields, phones. Whoever comes back with the same document begins anew.

    That nothing of theirs is still on its way is for the caller to see to.
    """
    theirs = {"city": city, "person_id__in": person_ids}
    models.Consent.objects.filter(**theirs, withdrawn_at=None).update(withdrawn_at=at)
    models.Document.objects.filter(**theirs).update(last_four=None)
    for table in (models.PersonKey, models.Sealed, models.Phone, models.Blind):
        table.objects.filter(**theirs).delete()
    journal.record(city=city, at=at, events=[PersonForgotten(id, why.value) for id in person_ids])


def drop_old(*, city: str, before: datetime, slips: Collection[UUID]) -> None:
    """Throw away sign-in codes and sealed words older than that, save these slips."""
    models.Code.objects.filter(city=city, sent_at__lt=before).delete()
    models.Slip.objects.filter(city=city, written_at__lt=before).exclude(id__in=slips).delete()
