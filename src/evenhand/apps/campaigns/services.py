"""Verbs of campaigns: publish one, schedule its releases. Both are for good."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from evenhand.apps.campaigns import models, queries
from evenhand.apps.cities import queries as cities
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.ids import new_id
from evenhand.core import events
from evenhand.core.errors import Reason, Refused
from evenhand.core.policy import CampaignPolicy, ReleasePolicy, capacity, frozen, policy_hash, policy_json

OPENS = "release_opens"
CLOSES = "release_closes"
"""What falls due at the ends of a window; the subject is the release."""


def publish(*, city: str, at: datetime, policy: CampaignPolicy) -> UUID:
    """Make a campaign known as it is. Publishing it again changes nothing. Returns its id.

    Refused(WRONG_STATE): this code was published with other terms; a changed offer needs a code of its own.
    """
    digest = policy_hash(policy)
    standing = models.Campaign.objects.filter(city=city, code=policy.code).first()
    if standing is None:
        return _publish(city, at, policy, digest)
    if standing.terms_hash != digest:
        raise Refused(Reason.WRONG_STATE, f"campaigns.{policy.code}", published_at=standing.published_at)
    return standing.id


def schedule_release(
    *, city: str, at: datetime, campaign_id: UUID, opens_at: datetime, closes_at: datetime, quota: int
) -> UUID:
    """Schedule a release, with the terms of its day and the districts of today. Returns its id, also if asked again.

    Refused: NOT_FOUND; INPUT_INVALID for a quota that is not whole packs or less than the policy guarantees, or for a
    window that is over or closes before it opens; WRONG_STATE where another release of the campaign is open then.
    """
    if not at < closes_at or not opens_at < closes_at:
        raise Refused(Reason.INPUT_INVALID, "closes_at")
    known = queries.releases(city=city, campaign_id=campaign_id)
    for release in known:
        window = release.terms.window
        if (window.opens, window.closes, release.terms.quota) == (opens_at, closes_at, quota):
            return release.id
        if window.opens < closes_at and opens_at < window.closes:
            raise Refused(Reason.WRONG_STATE, "opens_at", opens_at=window.opens)
    terms = _terms(city, campaign_id, opens_at, quota)
    if terms.guarantee:
        _check_guarantee(city, terms, closes_at - opens_at)
    return _schedule(city, at, campaign_id, opens_at, closes_at, terms)


def _publish(city: str, at: datetime, policy: CampaignPolicy, digest: str) -> UUID:
    campaign = models.Campaign(
        city=city, id=new_id(), code=policy.code, terms=policy_json(policy), terms_hash=digest, published_at=at
    )
    campaign.save(force_insert=True)
    journal.record(city=city, at=at, events=[events.CampaignPublished(campaign.id, policy.code, digest)])
    return campaign.id


def _terms(city: str, campaign_id: UUID, opens_at: datetime, quota: int) -> ReleasePolicy:
    """A release on a day that the campaign does not name lives by the campaign's own terms."""
    campaign = queries.campaign(city=city, id=campaign_id).policy
    day = opens_at.astimezone(ZoneInfo(cities.city(city).timezone)).date()
    population = {district.code: district.population for district in cities.districts(city)}
    try:
        return frozen(campaign.on(day) or campaign, quota=quota, districts=list(population), population=population)
    except ValueError:
        raise Refused(Reason.INPUT_INVALID, "quota", pack=campaign.good.units_per_pack) from None


def _check_guarantee(city: str, terms: ReleasePolicy, lasts: timedelta) -> None:
    """Enough for everybody, and a whole day to take it: else nobody may be told that there is no need to hurry."""
    served = {each.code: each.population for each in cities.districts(city)}
    needed = capacity.for_everybody(terms, {code: served.get(code) for code in terms.service_area.districts})
    if needed is None or terms.quota < needed:
        raise Refused(Reason.INPUT_INVALID, "quota", smallest=needed or "?")
    if lasts < capacity.DAY:
        raise Refused(Reason.INPUT_INVALID, "closes_at")


def _schedule(
    city: str, at: datetime, campaign_id: UUID, opens_at: datetime, closes_at: datetime, terms: ReleasePolicy
) -> UUID:
    release = models.Release(
        city=city,
        id=new_id(),
        campaign_id=campaign_id,
        opens_at=opens_at,
        closes_at=closes_at,
        quota=terms.quota,
        terms=policy_json(terms),
        terms_hash=policy_hash(terms),
        scheduled_at=at,
    )
    release.save(force_insert=True)
    journal.record(city=city, at=at, events=[events.ReleaseScheduled(release.id, str(campaign_id))])
    journal.put_due(city=city, kind=OPENS, subjects=[release.id], at=opens_at)
    journal.put_due(city=city, kind=CLOSES, subjects=[release.id], at=closes_at)
    return release.id
