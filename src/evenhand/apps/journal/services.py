"""Verbs of the journal: record facts, put off what is due later, and take both up again, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from evenhand.apps.journal import models
from evenhand.apps.journal.ids import new_id
from evenhand.core import chain
from evenhand.core import events as facts


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact as the journal holds it."""

    id: UUID
    at: datetime
    kind: str
    subject: UUID
    data: dict[str, Any]

    @property
    def event(self) -> facts.Event:
        """The fact itself. KeyError: a kind that this version does not know."""
        return facts.Event.restore(self.kind, self.subject, self.data)


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something whose hour has come."""

    id: UUID
    kind: str
    subject: UUID


def record(*, city: str, at: datetime, events: Sequence[facts.Event]) -> None:
    """Append facts, in the transaction of whatever made them true."""
    models.Event.objects.bulk_create(
        models.Event(city=city, id=new_id(), kind=event.kind, subject=event.subject, data=event.data(), at=at)
        for event in events
    )


def put_due(*, city: str, kind: str, subjects: Sequence[UUID], at: datetime) -> None:
    """Note that something falls due at `at`, once per kind and subject."""
    models.Due.objects.bulk_create(
        (models.Due(city=city, id=new_id(), kind=kind, subject=subject, at=at) for subject in subjects),
        ignore_conflicts=True,
    )


def open_chain(*, city: str) -> None:
    """Begin a city's audit chain; nothing happens to one that is there."""
    models.Head.objects.bulk_create([models.Head(city=city)], ignore_conflicts=True)


def serve_alone(*, city: str) -> bool:
    """Become the one worker of the city until the transaction ends. False: another one is."""
    return models.Head.objects.filter(city=city).select_for_update(skip_locked=True).exists()


def take_waiting(*, city: str, limit: int, without: Sequence[UUID] = ()) -> list[Recorded]:
    """The oldest facts that nobody has acted on yet, locked."""
    rows = (
        models.Event.objects.filter(city=city, done_at=None)
        .exclude(id__in=without)
        .order_by("id")
        .select_for_update(skip_locked=True)[:limit]
    )
    return [Recorded(row.id, row.at, row.kind, row.subject, row.data) for row in rows]


def finish(*, city: str, at: datetime, recorded: Sequence[Recorded]) -> None:
    """Facts acted on: chain them, in this order, and wait for them no more."""
    head = models.Head.objects.get(city=city)
    digest = bytes(head.digest)
    links = []
    for position, fact in enumerate(recorded, head.position + 1):
        digest = chain.link(digest, fact.id, fact.kind, fact.subject, fact.data, fact.at)
        links.append(models.Link(city=city, position=position, event_id=fact.id, digest=digest))
    models.Link.objects.bulk_create(links)
    models.Head.objects.filter(city=city).update(position=head.position + len(links), digest=digest)
    models.Event.objects.filter(city=city, id__in=[fact.id for fact in recorded]).update(done_at=at)


def take_due(*, city: str, at: datetime, limit: int, without: Sequence[UUID] = ()) -> list[DueItem]:
    """What has fallen due, locked and marked as done; its effect belongs to the same transaction."""
    rows = list(
        models.Due.objects.filter(city=city, done_at=None, at__lte=at)
        .exclude(id__in=without)
        .order_by("at")
        .select_for_update(skip_locked=True)[:limit]
    )
    models.Due.objects.filter(city=city, id__in=[row.id for row in rows]).update(done_at=at)
    return [DueItem(row.id, row.kind, row.subject) for row in rows]


def set_clock(*, city: str, started_at: datetime, city_at: datetime, rate: float) -> None:
    """Let the city's clock show `city_at` at the real time `started_at` and run at `rate`; the caller says who may."""
    models.Clock.objects.bulk_create(
        [models.Clock(city=city, started_at=started_at, city_at=city_at, rate=rate)],
        update_conflicts=True,
        unique_fields=["city"],
        update_fields=["started_at", "city_at", "rate"],
    )
