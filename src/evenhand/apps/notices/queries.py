"""Reads of the outbox, and what a notice would look like."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from evenhand.apps.notices import models
from evenhand.apps.notices.templates import TEMPLATES, Preview, preview
from evenhand.core.terms import PersonTag

__all__ = [
    "TEMPLATES",
    "Announced",
    "Counts",
    "Preview",
    "Written",
    "announced",
    "counts",
    "of_person",
    "preview",
    "waiting",
]

NEWEST = 5
"""Announcements on a city's page."""


@dataclass(frozen=True, slots=True)
class Written:
    """A notice as its receiver's own page lists it."""

    template: str
    written_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Announced:
    """Words to everybody, by language."""

    words: dict[str, str]
    posted_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the notices of one template are."""

    written: int
    sent: int
    failed: int


def of_person(*, city: str, tag: PersonTag) -> list[Written]:
    """What a person has been told, oldest first."""
    rows = models.Notice.objects.filter(city=city, person=tag).order_by("id")
    return [Written(row.template, row.written_at, row.sent_at) for row in rows]


def announced(*, city: str, at: datetime) -> list[Announced]:
    """What the city tells everybody now, newest first."""
    rows = models.Announcement.objects.filter(city=city, public=True, until__gt=at).order_by("-posted_at")[:NEWEST]
    return [Announced({"zh": row.zh, "en": row.en}, row.posted_at, row.until) for row in rows]


def waiting(*, city: str) -> int:
    """How many notices are neither sent nor given up."""
    return models.Notice.objects.filter(city=city, sent_at=None, failed_at=None).count()


def counts(*, city: str) -> dict[str, Counts]:
    """How far the notices are, by template."""
    rows = (
        models.Notice.objects.filter(city=city)
        .values_list("template")
        .annotate(Count("id"), sent=Count("id", filter=~Q(sent_at=None)), failed=Count("id", filter=~Q(failed_at=None)))
    )
    return {template: Counts(written, sent, failed) for template, written, sent, failed in rows}
