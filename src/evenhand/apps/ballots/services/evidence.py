"""Priority classes: whose evidence an official has checked. It counts for leaves appended afterwards."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from evenhand.apps.ballots import models
from evenhand.core.terms import PersonTag


def set_evidence(*, city: str, at: datetime, code: str, persons: Sequence[PersonTag], by: UUID) -> int:
    """Note that these persons belong to a class. Returns how many newly do."""
    known = models.Evidence.objects.filter(city=city, code=code, person__in=persons).count()
    models.Evidence.objects.bulk_create(
        (models.Evidence(city=city, person=tag, code=code, checked_by=by, checked_at=at) for tag in persons),
        ignore_conflicts=True,
    )
    return len(set(persons)) - known
