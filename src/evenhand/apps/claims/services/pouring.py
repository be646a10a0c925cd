"""The waterfall: what comes back goes down the line of those who stood in the lobby and found nothing left.

Nobody is asked twice, nobody in the quiet hours, and nobody who was not in the line: a reload gains nothing. Without a
lobby, and after the window, what came back goes to a later release (`returning`).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities
from evenhand.apps.claims import models
from evenhand.apps.claims.admission import Answer
from evenhand.apps.claims.services import asking
from evenhand.apps.journal import services as journal
from evenhand.core import events
from evenhand.core.reserves import waterfall
from evenhand.core.terms import Channel, ClaimKey, PersonTag, Request, Units

POURS = "waterfall_pours"
"""What falls due when quiet hours end; its subject is the release."""
AT_ONCE = 500


def pour(*, city: str, at: datetime, subjects: Iterable[UUID]) -> int:
    """Grant what came back to these releases to the next in their lines. Returns the units.

    A release that has no lobby, or whose window is over, is left alone.
    """
    return sum(_pour(city, at, id) for id in sorted(set(subjects)))


def _pour(city: str, at: datetime, release_id: UUID) -> int:
    quota = models.Quota.objects.filter(city=city, release_id=release_id).select_for_update().first()
    if quota is None or quota.lobby_opens_at is None or quota.standing or not quota.opens_at <= at < quota.closes_at:
        return 0
    if _asleep(city, at, release_id):
        return 0
    free = pool = quota.returned - quota.poured - max(0, quota.carried - quota.remaining)
    claims = 0
    while free and (batch := _next(city, quota, free)):
        answers = _offer(city, at, batch)
        granted = [row.units for row, answer in zip(batch, answers, strict=True) if answer and answer.granted]
        free, claims = free - sum(granted), claims + len(granted)
    if claims:
        journal.record(city=city, at=at, events=[events.UnitsPoured(release_id, pool - free, claims)])
    return pool - free


def _asleep(city: str, at: datetime, release_id: UUID) -> bool:
    """Whether it is night for this release: then the morning asks again."""
    quiet = campaigns.release(city=city, id=release_id).policy.waterfall.quiet
    morning = waterfall.awake(at.astimezone(ZoneInfo(cities.city(city).timezone)), quiet)
    if morning <= at:
        return False
    journal.put_due(city=city, kind=POURS, subjects=[release_id], at=morning)
    return True


def _next(city: str, quota: models.Quota, free: int) -> list[models.Standing]:
    """Those next in line whose wishes so many units fill."""
    left_out = models.Claim.objects.filter(city=city, id=OuterRef("key"), outcome="refused", reason="sold_out")
    line = models.Standing.objects.filter(
        Exists(left_out), city=city, release_id=quota.release_id, settled_at__isnull=False, poured_at=None
    )
    most = min(AT_ONCE, free // quota.units_min)
    rows = list(line.filter(units__lte=free).order_by("position")[:most])
    return [rows[place] for place in waterfall.served((row.units for row in rows), free)]


def _offer(city: str, at: datetime, batch: Sequence[models.Standing]) -> list[Answer | None]:
    """Answers in the order of the batch; None: a neighbor comes first, and this one is asked about again."""
    requests = [_request(row) for row in batch]
    answers = asking.settle(city=city, release_id=batch[0].release_id, requests=requests, source="returned")
    asked = [row.person for row, answer in zip(batch, answers, strict=True) if answer]
    places = models.Standing.objects.filter(city=city, release_id=batch[0].release_id, person__in=asked)
    places.update(poured_at=at)
    return answers


def _request(row: models.Standing) -> Request:
    return Request(
        ClaimKey(waterfall.poured_key(row.key)), row.release_id, PersonTag(bytes(row.person)), Units(row.units),
        row.district, Channel(row.channel), bytes(row.household or bytes(16)), bytes(row.address or bytes(16)),
        tuple(filter(None, row.groups.split(","))),
    )  # fmt: skip
