"""Verbs of claims, beside admission: open a release's counter, give back what a cancelled order had used."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F

from evenhand.apps.cities import queries as cities
from evenhand.apps.claims import models
from evenhand.core.terms import ReleaseTerms


def open_quotas(*, city: str, releases: Sequence[ReleaseTerms]) -> None:
    """Put up the counters of scheduled releases. One that stands is left as it is."""
    timezone = cities.city(city).timezone
    models.Quota.objects.bulk_create((_quota(city, timezone, terms) for terms in releases), ignore_conflicts=True)


def give_back(*, city: str, at: datetime, claim_ids: Sequence[UUID]) -> int:
    """Give persons back what cancelled claims had used of their limits, once per claim. Returns how many claims it was.

    The release's counter is not raised: returned units never go to whoever happens to reload.
    """
    claims = models.Claim.objects.filter(city=city, id__in=claim_ids, outcome="granted", returned_at=None)
    rows = list(claims.select_for_update())
    claims.filter(id__in=[row.id for row in rows]).update(returned_at=at)
    campaigns = dict(
        models.Quota.objects.filter(city=city, release_id__in={row.release_id for row in rows}).values_list(
            "release_id", "campaign_id"
        )
    )
    for row in rows:
        _lower_use(city, campaigns[row.release_id], row)
    return len(rows)


def _lower_use(city: str, campaign_id: UUID, claim: models.Claim) -> None:
    """Only the window that the claim was made in is lowered; one that opened later never held it."""
    models.LimitUse.objects.filter(
        city=city,
        campaign_id=campaign_id,
        scope="person",
        subject=claim.person,
        starts_at__lte=claim.at,
        resets_at__gt=claim.at,
    ).update(units=F("units") - claim.units, claims=F("claims") - 1)


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
        limit_units=terms.person_limit.units,
        limit_claims=terms.person_limit.claims,
        limit_every=terms.person_limit.every,
        limit_calendar=terms.person_limit.calendar_days,
        timezone=timezone,
    )
