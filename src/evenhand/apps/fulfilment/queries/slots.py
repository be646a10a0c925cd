"""Reads of pick-up slots: which have room, and who comes when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from evenhand.apps.fulfilment import models


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of time at an outlet, and how many more may come."""

    id: UUID
    outlet_id: UUID
    starts_at: datetime
    ends_at: datetime
    left: int


def free(*, city: str, at: datetime, until: datetime | None = None) -> list[Slot]:
    """Slots with room that begin from now on, soonest first; `until`: those alone that are over by then."""
    rows = models.Slot.objects.filter(city=city, starts_at__gt=at, taken__lt=F("capacity"))
    rows = rows.filter(ends_at__lte=until) if until else rows
    return [_slot(row) for row in rows.order_by("starts_at", "outlet_id")]


def collected(*, city: str, claim_ids: Sequence[UUID]) -> dict[UUID, Slot]:
    """The slots in which these claims' goods are collected; those brought home are missing."""
    kept = models.Appointment.objects.filter(city=city, claim_id__in=claim_ids, freed_at=None)
    slot_of_claim = dict(kept.values_list("claim_id", "slot_id"))
    slots = {row.id: _slot(row) for row in models.Slot.objects.filter(city=city, id__in=set(slot_of_claim.values()))}
    return {claim: slots[slot] for claim, slot in slot_of_claim.items()}


def slot_of(*, city: str, claim_id: UUID) -> Slot | None:
    """When and where a claim's goods are collected. None: they are brought."""
    return collected(city=city, claim_ids=[claim_id]).get(claim_id)


def _slot(row: models.Slot) -> Slot:
    return Slot(row.id, row.outlet_id, row.starts_at, row.ends_at, row.capacity - row.taken)
