"""What dispatchers decided against, or without, a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from evenhand.apps.dispatch import models


@dataclass(frozen=True, slots=True)
class Override:
    """A decision about a wave, a stop or a rider, with its reason."""

    kind: str
    subject: UUID
    reason: str
    by: UUID
    at: datetime


def overrides(*, city: str, subjects: Sequence[UUID]) -> list[Override]:
    """Decisions about these subjects, oldest first."""
    rows = models.Override.objects.filter(city=city, subject__in=subjects).order_by("at", "id")
    return [Override(row.kind, row.subject, row.reason, row.by, row.at) for row in rows]
