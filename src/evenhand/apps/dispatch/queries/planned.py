"""Waves: what was planned, how far they are, and what they left behind."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count

from evenhand.apps.dispatch import models
from evenhand.core.lifecycle import StopState, WaveState
from evenhand.core.routing.plan import UnservedReason


@dataclass(frozen=True, slots=True)
class Figures:
    """What the judge found: parcels in the plan and left out, routes, trips, seconds of work, cost points."""

    served: int
    unserved: int
    routes: int
    trips: int
    seconds: int
    cost: int


class WaveKind(StrEnum):
    """near: from the outlet's door · far: pooled orders, by vans · takeover: of a rider who cannot go on."""

    NEAR = "near"
    FAR = "far"
    TAKEOVER = "takeover"


@dataclass(frozen=True, slots=True)
class Wave:
    """Parcels leaving an outlet together. `options`: figures of the ways to do it, by name; empty: there was one."""

    id: UUID
    outlet_id: UUID
    state: WaveState
    planned_at: datetime
    planned_by: UUID
    accepted_at: datetime | None
    distance_m: int
    figures: Figures
    kind: WaveKind = WaveKind.NEAR
    options: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    chosen: str = ""


def waves(*, city: str, outlet_id: UUID | None = None, limit: int = 50) -> list[Wave]:
    """Waves of an outlet, or of the city, newest first."""
    rows = models.Wave.objects.filter(city=city).order_by("-planned_at", "-id")
    return [_wave(row) for row in (rows.filter(outlet_id=outlet_id) if outlet_id else rows)[:limit]]


def wave(*, city: str, id: UUID) -> Wave | None:
    """One wave; `routes` and `unserved` say what is in it."""
    row = models.Wave.objects.filter(city=city, id=id).first()
    return _wave(row) if row else None


def progress(*, city: str, wave_ids: Sequence[UUID]) -> dict[UUID, dict[StopState, int]]:
    """How many stops of each wave are in which state."""
    routes = models.Route.objects.filter(city=city, wave_id__in=wave_ids)
    wave_of = dict(routes.values_list("id", "wave_id"))
    found: defaultdict[UUID, dict[StopState, int]] = defaultdict(lambda: dict.fromkeys(StopState, 0))
    stops = models.Stop.objects.filter(city=city, route_id__in=routes.values("id"))
    for row in stops.values("route_id", "state").annotate(many=Count("id")):
        found[wave_of[row["route_id"]]][StopState(row["state"])] += row["many"]
    return {wave_id: found[wave_id] for wave_id in wave_ids}


def unserved(*, city: str, wave_id: UUID) -> dict[UUID, UnservedReason]:
    """Parcels that a wave leaves behind, with the reason."""
    rows = models.Unserved.objects.filter(city=city, wave_id=wave_id).order_by("parcel_id")
    return {row.parcel_id: UnservedReason(row.reason) for row in rows}


def _wave(row: models.Wave) -> Wave:
    return Wave(
        id=row.id,
        outlet_id=row.outlet_id,
        state=WaveState(row.state),
        planned_at=row.planned_at,
        planned_by=row.planned_by,
        accepted_at=row.accepted_at,
        distance_m=row.distance_m,
        figures=Figures(**row.figures),
        kind=WaveKind(row.kind),
        options=row.options.get("figures", {}),
        chosen=row.options.get("chosen", ""),
    )
