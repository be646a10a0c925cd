"""What a person may take back: a consent, or all of it.

Erasure shreds: without the person's key the sealed fields are noise, in every backup too. The keyed hashes of documents
stay as long as a limit's window runs: they say that somebody had a share, not who.
"""

from datetime import datetime
from uuid import UUID

from evenhand.apps.residents import models
from evenhand.core.errors import Reason, Refused
from evenhand.core.people import NEEDED, Purpose


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


def erase(*, city: str, at: datetime, person_id: UUID) -> None:
    """Forget a person: key, sealed fields, phones. Whoever comes back with the same document begins anew.

    That nothing of theirs is still on its way is for the caller to see to.
    """
    mine = {"city": city, "person_id": person_id}
    models.Consent.objects.filter(**mine, withdrawn_at=None).update(withdrawn_at=at)
    for table in (models.PersonKey, models.Sealed, models.Phone):
        table.objects.filter(**mine).delete()
