"""Reads of what stands beside a counter: the lobby, the surge dial, reserves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from evenhand.apps.cities import queries as cities
from evenhand.apps.claims import models
from evenhand.core.dial import OPEN, WHOLE_CITY, Admit, Dial, strictest
from evenhand.core.reserves import waterfall
from evenhand.core.terms import PersonTag, Units


@dataclass(frozen=True, slots=True)
class Place:
    """A person's place in a lobby. `position` None: not drawn yet; `ahead` counts those who still stand before it.

    `poured`: the claim that the waterfall made of it, once it asked this one.
    """

    release_id: UUID
    person: PersonTag
    key: UUID
    label: bytes
    position: int | None
    ahead: int
    arrived: int
    settled: bool
    poured: UUID | None = None


def place(*, city: str, key: UUID) -> Place | None:
    """The place in a lobby that this key stands for. None: it stands for none."""
    row = models.Standing.objects.filter(city=city, key=key).first()
    return _place(row) if row else None


def place_of(*, city: str, release_id: UUID, person: PersonTag) -> Place | None:
    """A person's place in a release's lobby."""
    row = models.Standing.objects.filter(city=city, release_id=release_id, person=person).first()
    return _place(row) if row else None


def arrived(*, city: str, release_id: UUID) -> int:
    """How many came to a release's lobby."""
    return models.Quota.objects.filter(city=city, release_id=release_id).values_list("arrived", flat=True).first() or 0


def _place(row: models.Standing) -> Place:
    quota = models.Quota.objects.get(city=row.city, release_id=row.release_id)
    served = quota.arrived - quota.standing
    ahead = max(0, row.position - 1 - served) if row.position else quota.standing - 1
    settled = row.settled_at is not None
    return Place(
        row.release_id,
        PersonTag(bytes(row.person)),
        row.key,
        bytes(row.label),
        row.position,
        ahead,
        quota.arrived,
        settled,
        waterfall.poured_key(row.key) if row.poured_at else None,
    )


@dataclass(frozen=True, slots=True)
class Lobby:
    """How a lobby's order came about, for anyone to compute again: labels in the order of arrival and as served."""

    rules: str
    size: int | None
    root: str | None
    line: str | None
    arrived: int
    standing: int


def lobby(*, city: str, release_id: UUID) -> Lobby | None:
    """A release's lobby. None: it has none."""
    row = models.Lobby.objects.filter(city=city, release_id=release_id).first()
    if row is None:
        return None
    quota = models.Quota.objects.get(city=city, release_id=release_id)
    root = bytes(row.root).hex() if row.root else None
    return Lobby(row.rules, row.size, root, row.line, quota.arrived, quota.standing)


def lobby_labels(*, city: str, release_id: UUID) -> list[tuple[str, int]]:
    """The frozen list of a drawn lobby: every label in the order of arrival, with its position."""
    size = models.Lobby.objects.filter(city=city, release_id=release_id).values_list("size", flat=True).first()
    rows = models.Standing.objects.filter(city=city, release_id=release_id, arrival__lte=size or 0).order_by("arrival")
    return [(bytes(label).hex(), position) for label, position in rows.values_list("label", "position") if position]


@dataclass(frozen=True, slots=True)
class Turned:
    """A dial as somebody set it."""

    subject: UUID
    dial: Dial
    by: UUID
    at: datetime


def dials(*, city: str) -> list[Turned]:
    """Every dial that was turned, as it stands."""
    rows = models.Dial.objects.filter(city=city)
    return [Turned(row.subject, Dial(Admit(row.admit), row.per_s), row.set_by, row.at) for row in rows]


def dial(*, city: str, subject: UUID) -> Dial:
    """How far the gate is open for a release, or for the whole city: as set, not as the stricter of both counts."""
    row = models.Dial.objects.filter(city=city, subject=subject).first()
    return Dial(Admit(row.admit), row.per_s) if row else OPEN


def dial_of(*, city: str, release_id: UUID) -> Dial:
    """How far the gate is open for a release, all counted: a frozen city takes nothing."""
    still = [Dial(Admit.READ_ONLY)] if cities.city(city).frozen_at else []
    return strictest([*still, *(dial(city=city, subject=subject) for subject in (release_id, WHOLE_CITY))])


@dataclass(frozen=True, slots=True)
class Reserve:
    """A part of a release's quota that is kept for some."""

    kind: str
    key: str
    total: Units
    remaining: Units
    until: datetime | None
    returned: bool


def reserves(*, city: str, release_id: UUID, at: datetime) -> list[Reserve]:
    """A release's reserves in the order in which they are asked."""
    rows = models.Reserve.objects.filter(city=city, release_id=release_id).order_by("turn", "number")
    return [
        Reserve(r.kind, r.key, Units(r.total), Units(r.remaining), r.until, r.until is not None and r.until <= at)
        for r in rows
    ]
