"""Reads of partners: who a key belongs to, and what they were or will be told."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from evenhand.apps.partners import models


@dataclass(frozen=True, slots=True)
class Partner:
    """Another system that may ask."""

    id: UUID
    name: str
    outlet_code: str | None
    hook: str | None


@dataclass(frozen=True, slots=True)
class Telling:
    """What a partner is told: `body` is JSON text, `taken_at` when its server took it."""

    id: UUID
    kind: str
    body: str
    tries: int
    taken_at: datetime | None


def of_key(*, city: str, key: str) -> Partner | None:
    """Whose key this is. None: nobody's, or of somebody who may ask no longer."""
    row = models.Partner.objects.filter(city=city, key_hash=sha256(key.encode()).digest(), active=True).first()
    return Partner(row.id, row.name, row.outlet_code, row.hook) if row else None


def tellings(*, city: str, partner_id: UUID, after: UUID | None = None, limit: int = 100) -> list[Telling]:
    """What a partner was told, or is about to be, after a fact, in the order in which it became true."""
    rows = models.Telling.objects.filter(city=city, partner_id=partner_id).order_by("event_id")
    if after:
        rows = rows.filter(event_id__gt=after)
    return [Telling(row.event_id, row.kind, row.body, row.tries, row.taken_at) for row in rows[:limit]]
