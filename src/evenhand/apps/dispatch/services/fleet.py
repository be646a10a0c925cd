"""Riders and their shifts."""

from datetime import datetime
from uuid import UUID

from evenhand.apps.cities import queries as cities
from evenhand.apps.dispatch import models, queries
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.journal.ids import new_id
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role, VehicleKind


def add_rider(
    *,
    city: str,
    staff_id: UUID,
    outlet_id: UUID,
    vehicle: VehicleKind,
    parcels_max: int,
    range_m: int | None = None,
    bikes_max: int | None = None,
) -> None:
    """Let a staff member ride from an outlet, with so many parcels, meters and e-bikes a trip; or change what was said.

    Refused: NOT_ALLOWED (no active rider), NOT_FOUND (outlet), INPUT_INVALID (parcels_max, range_m, bikes_max).
    """
    member = cities.staff_member(city=city, staff_id=staff_id)
    if member is None or member.role is not Role.RIDER or not member.active:
        raise Refused(Reason.NOT_ALLOWED, "staff")
    if fulfilment.outlet(city=city, id=outlet_id) is None:
        raise Refused(Reason.NOT_FOUND, "outlet")
    bounds = {"parcels_max": parcels_max, "range_m": range_m, "bikes_max": bikes_max}
    for field in (name for name, bound in bounds.items() if bound is not None and bound < 1):
        raise Refused(Reason.INPUT_INVALID, field, smallest=1)
    models.Rider.objects.bulk_create(
        [models.Rider(city=city, id=staff_id, outlet_id=outlet_id, vehicle=vehicle, **bounds)],
        update_conflicts=True,
        unique_fields=["city", "id"],
        update_fields=["outlet_id", "vehicle", *bounds],
    )


def start_shift(
    *, city: str, at: datetime, rider_id: UUID, ends_at: datetime, starts_at: datetime | None = None
) -> UUID:
    """A rider is there from `starts_at` (now, unless said otherwise) until `ends_at`.

    Refused: NOT_FOUND (rider), INPUT_INVALID (it would end before it starts, or now), WRONG_STATE (another shift of the
    rider overlaps).
    """
    starts_at = starts_at or at
    if queries.rider(city=city, id=rider_id) is None:
        raise Refused(Reason.NOT_FOUND, "rider")
    if ends_at <= max(starts_at, at):
        raise Refused(Reason.INPUT_INVALID, "ends_at")
    models.Rider.objects.select_for_update().get(city=city, id=rider_id)  # two shifts of a rider follow one another
    if models.Shift.objects.filter(city=city, rider_id=rider_id, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refused(Reason.WRONG_STATE, "shift")
    shift = models.Shift.objects.create(city=city, id=new_id(), rider_id=rider_id, starts_at=starts_at, ends_at=ends_at)
    return shift.id


def end_shift(*, city: str, at: datetime, rider_id: UUID) -> None:
    """The rider's working time is over now; a shift that would begin later stands. A repeat changes nothing."""
    running = models.Shift.objects.filter(city=city, rider_id=rider_id, starts_at__lt=at, ends_at__gt=at)
    running.update(ends_at=at)
