"""Counters: put up when a release is scheduled, with every limit and reserve; soft reserves return at their hour."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from evenhand.apps.cities import queries as cities
from evenhand.apps.claims import models
from evenhand.apps.claims.services import lobbies
from evenhand.apps.journal import services as journal
from evenhand.core import events
from evenhand.core.draw import lobby
from evenhand.core.reserves import split
from evenhand.core.terms import ReleaseTerms

RESERVE_RETURNS = "reserve_returns"
"""What falls due at the hour of a soft reserve; its subject is the reserve."""


def open_quotas(*, city: str, releases: Sequence[ReleaseTerms]) -> None:
    """Put up the counters of scheduled releases. One that stands is left as it is."""
    zone = ZoneInfo(cities.city(city).timezone)
    standing = _standing(city, [terms.release for terms in releases])
    new = [terms for terms in releases if terms.release not in standing]
    models.Quota.objects.bulk_create(_quota(city, zone.key, terms) for terms in new)
    models.Limit.objects.bulk_create(limit for terms in new for limit in _limits(city, terms))
    lobbies.announce(city=city, releases=[terms for terms in new if terms.lobby])
    reserves = [reserve for terms in new for reserve in _reserves(city, zone, terms)]
    models.Reserve.objects.bulk_create(reserves)
    for reserve in reserves:
        if reserve.until:
            journal.put_due(city=city, kind=RESERVE_RETURNS, subjects=[reserve.id], at=reserve.until)


def return_reserves(*, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """Write down that soft reserves whose hour has come are free to all; the counter knew it by the clock. Once."""
    kept = models.Reserve.objects.filter(city=city, id__in=subjects, returned_at=None, until__lte=at)
    over = list(kept.order_by("release_id", "number").select_for_update())
    models.Reserve.objects.filter(city=city, id__in=[row.id for row in over]).update(returned_at=at)
    facts = [events.ReserveReturned(row.release_id, f"{row.kind}:{row.key}", row.remaining) for row in over]
    journal.record(city=city, at=at, events=facts)


def _standing(city: str, release_ids: Iterable[UUID]) -> set[UUID]:
    rows = models.Quota.objects.filter(city=city, release_id__in=list(release_ids))
    return set(rows.values_list("release_id", flat=True))


def _quota(city: str, timezone: str, terms: ReleaseTerms) -> models.Quota:
    return models.Quota(
        city=city,
        release_id=terms.release,
        campaign_id=terms.campaign,
        mode=terms.mode,
        opens_at=terms.window.opens,
        closes_at=terms.window.closes,
        total=terms.quota,
        remaining=terms.quota,
        units_min=terms.units.smallest,
        units_max=terms.units.largest,
        units_step=terms.units.step,
        districts=list(terms.districts),
        timezone=timezone,
        lobby_opens_at=terms.window.opens - terms.lobby if terms.lobby else None,
        lobby_freezes_at=terms.window.opens - lobby.FREEZES_BEFORE if terms.lobby else None,
    )


def _limits(city: str, terms: ReleaseTerms) -> Iterable[models.Limit]:
    return (
        models.Limit(
            city=city,
            release_id=terms.release,
            scope=scope,
            units=rule.units,
            claims=rule.claims,
            every=rule.every,
            calendar=rule.calendar_days,
        )
        for scope, rule in terms.limits.items()
    )


def _reserves(city: str, zone: ZoneInfo, terms: ReleaseTerms) -> Iterable[models.Reserve]:
    return (
        models.Reserve(
            city=city,
            release_id=terms.release,
            number=number,
            id=uuid5(terms.release, f"reserve/{number}"),
            turn=reserve.turn,
            kind=reserve.kind,
            key=reserve.key,
            total=reserve.units,
            remaining=reserve.units,
            until=split.returns_at(reserve.until, terms.window.opens, zone) if reserve.until else None,
        )
        for number, reserve in enumerate(terms.reserves, 1)
    )
