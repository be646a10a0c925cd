"""Riders: who rides what from where, when they are there, and until when they are on the road."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from evenhand.apps.dispatch import models
from evenhand.core.lifecycle import WaveState
from evenhand.core.terms import VehicleKind


@dataclass(frozen=True, slots=True)
class Rider:
    """A staff member who rides. `range_m`: meters that the vehicle makes in one trip; None: no bound.

    `bikes_max`: e-bikes, each with its rider, that a van has room for; None: it carries parcels alone.
    """

    id: UUID
    outlet_id: UUID
    vehicle: VehicleKind
    parcels_max: int
    range_m: int | None
    bikes_max: int | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """A rider's working time."""

    id: UUID
    rider_id: UUID
    starts_at: datetime
    ends_at: datetime


def riders(*, city: str, outlet_id: UUID | None = None) -> list[Rider]:
    """The riders of an outlet, or of the city, in the order in which they came."""
    rows = models.Rider.objects.filter(city=city).order_by("id")
    return [_rider(row) for row in (rows.filter(outlet_id=outlet_id) if outlet_id else rows)]


def rider(*, city: str, id: UUID) -> Rider | None:
    """One rider."""
    row = models.Rider.objects.filter(city=city, id=id).first()
    return _rider(row) if row else None


def shifts(*, city: str, at: datetime, rider_ids: Sequence[UUID]) -> list[Shift]:
    """Shifts of these riders that are not over, the next first."""
    rows = models.Shift.objects.filter(city=city, rider_id__in=rider_ids, ends_at__gt=at).order_by("starts_at", "id")
    return [Shift(row.id, row.rider_id, row.starts_at, row.ends_at) for row in rows]


def busy_until(*, city: str, rider_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When those of these riders who have a route planned or under way will be back from the last.

    Who loads elsewhere comes home with the wave: a crew rides with its van.
    """
    open_waves = models.Wave.objects.filter(city=city, state__in=(WaveState.PLANNED, WaveState.ACCEPTED)).values("id")
    rows = list(models.Route.objects.filter(city=city, rider_id__in=rider_ids, wave_id__in=open_waves))
    waves = {row.wave_id for row in rows if row.loads_at}
    together = models.Route.objects.filter(city=city, wave_id__in=waves).values("wave_id")
    home = {row["wave_id"]: row["last"] for row in together.annotate(last=Max("returns_at"))}
    ends = [(row.rider_id, home[row.wave_id] if row.loads_at else row.returns_at) for row in rows]
    return dict(sorted(ends, key=lambda end: end[1]))


def _rider(row: models.Rider) -> Rider:
    return Rider(row.id, row.outlet_id, VehicleKind(row.vehicle), row.parcels_max, row.range_m, row.bikes_max)
