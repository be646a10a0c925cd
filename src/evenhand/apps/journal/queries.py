"""Reads of the journal: a thing's history, what waits, and whether the audit chain holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from evenhand.apps.journal import models, seals
from evenhand.core import chain

PAGE = 5000


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a thing's history."""

    kind: str
    data: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class ChainReport:
    """How the chain was found: `broken_at` is the first position that does not follow from the one before it, or that
    a signed head contradicts."""

    links: int
    broken_at: int | None
    unchained: int

    @property
    def whole(self) -> bool:
        return self.broken_at is None and self.unchained == 0


def history(*, city: str, subjects: list[UUID]) -> list[Fact]:
    """What happened to these things, oldest first."""
    rows = models.Event.objects.filter(city=city, subject__in=subjects).order_by("at", "id")
    return [Fact(row.kind, row.data, row.at) for row in rows]


@dataclass(frozen=True, slots=True)
class Found:
    """A fact that was looked for. `position`: its place in the audit chain, None while it waits."""

    kind: str
    subject: UUID
    data: dict[str, Any]
    at: datetime
    position: int | None


def search(
    *,
    city: str,
    subject: UUID | None = None,
    kind: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 500,
) -> list[Found]:
    """Facts about a thing, of a kind, at `since <= at < until`; the newest first."""
    asked = {"subject": subject, "kind": kind, "at__gte": since, "at__lt": until}
    rows = models.Event.objects.filter(city=city, **{name: value for name, value in asked.items() if value is not None})
    found = list(rows.order_by("-id")[:limit])
    links = models.Link.objects.filter(city=city, event_id__in=[row.id for row in found])
    places = dict(links.values_list("event_id", "position"))
    return [Found(row.kind, row.subject, row.data, row.at, places.get(row.id)) for row in found]


def clock_rate(*, city: str) -> float:
    """How many seconds pass on the city's clock in a real one; 1 outside of rehearsals."""
    rate = models.Clock.objects.filter(city=city).values_list("rate", flat=True).first()
    return 1.0 if rate is None else rate


def waiting(*, city: str) -> int:
    """How many facts nobody has acted on yet."""
    return models.Event.objects.filter(city=city, done_at=None).count()


def chain_length(*, city: str) -> int:
    """How many facts were acted on: it grows with whatever happens."""
    return models.Head.objects.filter(city=city).values_list("position", flat=True).first() or 0


def verify_chain(*, city: str) -> ChainReport:
    """Recompute every digest from the events themselves."""
    digest, position = chain.START, 0
    for position, (link, event) in enumerate(_links(city), 1):
        found = None
        if event is not None:
            found = chain.link(digest, event.id, event.kind, event.subject, event.data, event.at)
        if link.position != position or found != bytes(link.digest):
            return ChainReport(position, position, 0)
        digest = bytes(link.digest)
    head = models.Head.objects.filter(city=city).first()
    if head is not None and (head.position, bytes(head.digest)) != (position, digest):
        return ChainReport(position, position + 1, 0)
    if wrong := seals.contradicted(city=city):
        return ChainReport(position, min(seal.position for seal in wrong), 0)
    done = models.Event.objects.filter(city=city).exclude(done_at=None).count()
    return ChainReport(position, None, done - position)


def _links(city: str) -> Iterator[tuple[models.Link, models.Event | None]]:
    """All links in order with their events, page by page."""
    last = 0
    while True:
        links = list(models.Link.objects.filter(city=city, position__gt=last).order_by("position")[:PAGE])
        if not links:
            return
        rows = models.Event.objects.filter(city=city, id__in=[link.event_id for link in links])
        events = {row.id: row for row in rows}
        yield from ((link, events.get(link.event_id)) for link in links)
        last = links[-1].position
