"""Reads of campaigns."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from evenhand.apps.campaigns import models
from evenhand.apps.cities import queries as cities
from evenhand.core.errors import Reason, Refused
from evenhand.core.policy import (
    CampaignPolicy,
    ReleasePolicy,
    canonical_text,
    coming_windows,
    from_text,
    release_terms,
)
from evenhand.core.terms import CitySlug, ReleaseTerms, Window


@dataclass(frozen=True, slots=True)
class Campaign:
    """A good offered, as it was published."""

    id: UUID
    code: str
    policy: CampaignPolicy
    terms_hash: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """A dated quota. `terms`: what the gate decides by; `policy`: everything it lives by, as it was scheduled."""

    id: UUID
    campaign_id: UUID
    terms: ReleaseTerms
    policy: ReleasePolicy
    terms_hash: str


def campaign(*, city: str, id: UUID) -> Campaign:
    """A campaign by its id. Refused(NOT_FOUND): there is none."""
    row = models.Campaign.objects.filter(city=city, id=id).first()
    if row is None:
        raise Refused(Reason.NOT_FOUND, "campaign")
    return _campaign(row)


def campaigns(*, city: str) -> list[Campaign]:
    """What a city offers, in the order in which it was published."""
    return [_campaign(row) for row in models.Campaign.objects.filter(city=city).order_by("id")]


def release(*, city: str, id: UUID) -> Release:
    """A release by its id. Refused(NOT_FOUND): there is none."""
    row = models.Release.objects.filter(city=city, id=id).first()
    if row is None:
        raise Refused(Reason.NOT_FOUND, "release")
    return _release(row)


def releases(*, city: str, campaign_id: UUID | None = None) -> list[Release]:
    """All releases of a city, or of one campaign, in the order in which they open."""
    rows = models.Release.objects.filter(city=city).order_by("opens_at", "id")
    return [_release(row) for row in (rows.filter(campaign_id=campaign_id) if campaign_id else rows)]


def kept(*, city: str) -> timedelta | None:
    """How long a city keeps a person's data after the last use: the longest of its policies. None: it has none yet."""
    policies = [each.policy for each in campaigns(city=city)] + [each.policy for each in releases(city=city)]
    return max((policy.kept() for policy in policies), default=None)


def next_release(*, city: str, at: datetime) -> Release | None:
    """The first scheduled release that opens later than `at`. None: none is scheduled."""
    row = models.Release.objects.filter(city=city, opens_at__gt=at).order_by("opens_at", "id").first()
    return _release(row) if row else None


def next_opening(*, city: str, campaign_id: UUID, at: datetime) -> datetime | None:
    """When a campaign opens next after `at`: as scheduled, else as its policy promises. None: it names no later day."""
    row = (
        models.Release.objects.filter(city=city, campaign_id=campaign_id, opens_at__gt=at).order_by("opens_at").first()
    )
    if row:
        return row.opens_at
    zone = ZoneInfo(cities.city(city).timezone)
    window = next(coming_windows(campaign(city=city, id=campaign_id).policy, at, zone), None)
    return window.opens if window else None


def _campaign(row: models.Campaign) -> Campaign:
    policy = _policy(CampaignPolicy, canonical_text(row.terms))
    return Campaign(row.id, row.code, policy, row.terms_hash, row.published_at)


def _release(row: models.Release) -> Release:
    policy = _policy(ReleasePolicy, canonical_text(row.terms))
    window = Window(row.opens_at, row.closes_at)
    terms = release_terms(CitySlug(row.city), policy, campaign=row.campaign_id, release=row.id, window=window)
    return Release(row.id, row.campaign_id, terms, policy, row.terms_hash)


@lru_cache(maxsize=256)
def _policy[T](kind: type[T], text: str) -> T:
    """Reading takes milliseconds and every batch asks; the same text is the same policy."""
    return from_text(kind, text)
