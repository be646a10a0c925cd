"""Backward: limits given back, units that came back counted, and what nobody took carried to a later release."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from evenhand.apps.claims import models
from evenhand.apps.journal import services as journal
from evenhand.core import events
from evenhand.core.terms import Scope


def give_back(
    *, city: str, at: datetime, claim_ids: Sequence[UUID], limits: bool = True, units: bool = True
) -> set[UUID]:
    """Take granted claims back, once each: what they used of their limits is free again, if `limits`.

    Their units are noted as returned, for the waterfall, and never go to whoever happens to reload; without `units`
    the goods are gone and nothing is noted. Returns the releases that have more to pour now.
    """
    claims = models.Claim.objects.filter(city=city, id__in=claim_ids, outcome="granted", returned_at=None)
    rows = list(claims.order_by("id").select_for_update())
    claims.filter(id__in=[row.id for row in rows]).update(returned_at=at)
    if limits:
        _free_limits(city, rows)
    return _note_returned(city, rows) if units else set()


def _note_returned(city: str, rows: Sequence[models.Claim]) -> set[UUID]:
    units = Counter[UUID]()
    for row in rows:
        units[row.release_id] += row.units
    for release_id, returned in sorted(units.items()):
        models.Quota.objects.filter(city=city, release_id=release_id).update(returned=F("returned") + returned)
    return set(units)


def carry_leftovers(*, city: str, at: datetime, release_ids: Iterable[UUID]) -> int:
    """What closed releases have left goes to the next of their campaign that has not opened yet. Returns the units.

    Nothing moves while there is no such release, and no unit moves twice.
    """
    return sum(_carry(city, at, id) for id in sorted(release_ids))


def _carry(city: str, at: datetime, release_id: UUID) -> int:
    quotas = models.Quota.objects.filter(city=city).select_for_update()
    old = quotas.filter(release_id=release_id, closes_at__lte=at).first()
    if old is None:
        return 0
    later = quotas.filter(campaign_id=old.campaign_id, opens_at__gt=at).order_by("opens_at").first()
    units = old.remaining + old.returned - old.poured - old.carried
    if later is None or units <= 0:
        return 0
    models.Quota.objects.filter(city=city, release_id=old.release_id).update(carried=F("carried") + units)
    models.Quota.objects.filter(city=city, release_id=later.release_id).update(
        total=F("total") + units, remaining=F("remaining") + units
    )
    journal.record(city=city, at=at, events=[events.LeftoverCarried(old.release_id, str(later.release_id), units)])
    return units


def _free_limits(city: str, rows: Sequence[models.Claim]) -> None:
    quotas = models.Quota.objects.filter(city=city, release_id__in={row.release_id for row in rows})
    campaigns = dict(quotas.values_list("release_id", "campaign_id"))
    for row in rows:
        _lower_use(city, campaigns[row.release_id], row)


def _lower_use(city: str, campaign_id: UUID, claim: models.Claim) -> None:
    """Only the window that the claim was made in is lowered; one that opened later never held it."""
    subjects = {
        Scope.PERSON: claim.person,
        Scope.COOL_OFF: claim.person,
        Scope.HOUSEHOLD: claim.household,
        Scope.ADDRESS: claim.address,
    }
    whose = Q()
    for scope, subject in subjects.items():
        if subject is not None:
            whose |= Q(scope=scope, subject=subject)
    models.LimitUse.objects.filter(
        whose, city=city, campaign_id=campaign_id, starts_at__lte=claim.at, resets_at__gt=claim.at
    ).update(units=F("units") - claim.units, claims=F("claims") - 1)
