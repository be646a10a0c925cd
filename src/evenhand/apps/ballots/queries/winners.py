"""Winner lists as the city sees them, and what goes back to it: numbers that lapsed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db.models import Count, Q

from evenhand.apps.ballots import models
from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.campaigns.queries import Campaign
from evenhand.core import keys
from evenhand.core.terms import Mode


@dataclass(frozen=True, slots=True)
class Listed:
    """A list and how its numbers stand."""

    campaign_id: UUID
    list_id: str
    revision: int
    imported_at: datetime
    file_hash: str
    numbers: int
    redeemed: int
    lapsed: int
    revoked: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a list."""

    list_id: str
    revision: int
    number: str
    units: int
    valid_from: datetime
    valid_until: datetime


def campaigns_with_lists(*, city: str) -> list[Campaign]:
    """Campaigns whose winners come from a list."""
    return [each for each in campaigns.campaigns(city=city) if each.policy.mode is Mode.EXTERNAL_BALLOT]


def lists(*, city: str) -> list[Listed]:
    """Every list in its newest revision, newest import first."""
    newest: dict[tuple[UUID, str], models.WinnerList] = {}
    for row in models.WinnerList.objects.filter(city=city).order_by("revision"):
        newest[row.campaign_id, row.list_id] = row
    counted = models.Winner.objects.filter(city=city).values("campaign_id", "list_id")
    figures = {
        (each["campaign_id"], each["list_id"]): each
        for each in counted.annotate(
            numbers=Count("number"),
            redeemed=Count("number", filter=~Q(redeemed_at=None)),
            lapsed=Count("number", filter=~Q(lapsed_at=None)),
            revoked=Count("number", filter=Q(status="revoked")),
        )
    }
    rows = sorted(newest.values(), key=lambda row: row.imported_at, reverse=True)
    return [_listed(row, figures[row.campaign_id, row.list_id]) for row in rows]


def lapsed(*, city: str, campaign_id: UUID, list_id: str) -> list[Number]:
    """Numbers of a list that lapsed, by number: what the city is told."""
    rows = models.Winner.objects.filter(city=city, campaign_id=campaign_id, list_id=list_id)
    return [
        Number(row.list_id, row.revision, row.number, row.units, row.valid_from, row.valid_until)
        for row in rows.exclude(lapsed_at=None).order_by("number")
    ]


def report_key(*, city: str) -> Ed25519PrivateKey:
    """The key that signs what is reported back to the city."""
    return Ed25519PrivateKey.from_private_bytes(keys.derive(settings.EVENHAND_MASTER_KEY, "ballot-report", city))


def _listed(row: models.WinnerList, figures: Mapping[str, Any]) -> Listed:
    return Listed(
        campaign_id=row.campaign_id,
        list_id=row.list_id,
        revision=row.revision,
        imported_at=row.imported_at,
        file_hash=bytes(row.file_hash).hex(),
        numbers=figures["numbers"],
        redeemed=figures["redeemed"],
        lapsed=figures["lapsed"],
        revoked=figures["revoked"],
    )
