"""Pick-up slots: put up with a release, kept while there is room, freed with a cancelled order."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db.models import F

from evenhand.apps.cities import queries as cities
from evenhand.apps.fulfilment import models
from evenhand.core import slots
from evenhand.core.errors import Reason, Refused
from evenhand.core.policy import Outlet
from evenhand.core.terms import Window


def open_slots(*, city: str, window: Window) -> None:
    """Put up the slots of every outlet that has any, on each day of a window. Those that stand are left as they are."""
    policy = cities.city(city).policy
    zone = ZoneInfo(policy.city.timezone)
    ids = dict(models.Outlet.objects.filter(city=city).values_list("code", "id"))
    days = list(slots.days(window.opens, window.closes, zone))
    rows = [
        row for outlet in policy.outlets for day in days for row in _of_day(city, ids[outlet.code], outlet, day, zone)
    ]
    models.Slot.objects.bulk_create(rows, ignore_conflicts=True)


def take_slot(*, city: str, at: datetime, claim_id: UUID, slot_id: UUID) -> None:
    """Keep a place in a slot for a claim; asked again, the same.

    Refused: NOT_FOUND, WRONG_STATE (the claim has another slot), SLOT_FULL (also one that is over).
    """
    known = models.Appointment.objects.filter(city=city, claim_id=claim_id).first()
    if known is not None:
        if known.slot_id != slot_id:
            raise Refused(Reason.WRONG_STATE, "slot")
        return
    slot = models.Slot.objects.filter(city=city, id=slot_id)
    if not slot.exists():
        raise Refused(Reason.NOT_FOUND, "slot")
    if not slot.filter(taken__lt=F("capacity"), ends_at__gt=at).update(taken=F("taken") + 1):
        raise Refused(Reason.SLOT_FULL, "slot")
    models.Appointment.objects.create(city=city, claim_id=claim_id, slot_id=slot_id, taken_at=at)


def free_slots(*, city: str, at: datetime, claim_ids: Sequence[UUID]) -> int:
    """Give back the places of claims that came to nothing, once. Returns how many it was."""
    kept = models.Appointment.objects.filter(city=city, claim_id__in=claim_ids, freed_at=None)
    rows = list(kept.order_by("slot_id", "claim_id").select_for_update())
    models.Appointment.objects.filter(city=city, claim_id__in=[row.claim_id for row in rows]).update(freed_at=at)
    for row in rows:
        models.Slot.objects.filter(city=city, id=row.slot_id).update(taken=F("taken") - 1)
    return len(rows)


def _of_day(city: str, outlet_id: UUID, outlet: Outlet, day: date, zone: ZoneInfo) -> Iterator[models.Slot]:
    if outlet.slots is None:
        return
    for window in slots.of_day(outlet.slots, day, zone):
        yield models.Slot(
            city=city,
            id=uuid5(outlet_id, window.opens.isoformat()),
            outlet_id=outlet_id,
            starts_at=window.opens,
            ends_at=window.closes,
            capacity=outlet.slots.capacity,
        )
