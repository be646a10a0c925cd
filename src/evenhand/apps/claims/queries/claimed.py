"""Reads of claims: the live figures of a release, a request's answer, a person's claims."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, Sum

from evenhand.apps.claims import models
from evenhand.core.entitlements import Source, State
from evenhand.core.terms import Channel, PersonTag, Units


@dataclass(frozen=True, slots=True)
class Claim:
    """A request with its final answer."""

    id: UUID
    release_id: UUID
    person: PersonTag
    units: Units
    granted: bool
    entered: bool
    reason: str | None
    again_at: datetime | None
    district: str
    channel: Channel
    at: datetime
    returned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Live:
    """A release's figures, in units and claims."""

    total: Units
    remaining: Units
    granted_claims: int
    granted_units: Units
    refused_claims: int
    returned: Units
    """Given back by those who had been granted them."""
    poured: Units
    """Returned and granted again."""
    carried: Units
    """Gone to a later release."""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A person's right to units until a time."""

    id: UUID
    release_id: UUID
    person: PersonTag
    units: Units
    source: Source
    issued_at: datetime
    until: datetime
    state: State
    settled_at: datetime | None


def live(*, city: str, release_id: UUID) -> Live | None:
    """What is left of a release and what was answered so far. None: it has no counter yet."""
    quota = models.Quota.objects.filter(city=city, release_id=release_id).first()
    if quota is None:
        return None
    counted = models.Claim.objects.filter(city=city, release_id=release_id).aggregate(
        granted=Count("id", filter=Q(outcome="granted")),
        refused=Count("id", filter=Q(outcome="refused")),
        units=Sum("units", filter=Q(outcome="granted"), default=0),
    )
    return Live(
        total=Units(quota.total),
        remaining=Units(quota.remaining),
        granted_claims=counted["granted"],
        granted_units=Units(counted["units"]),
        refused_claims=counted["refused"],
        returned=Units(quota.returned),
        poured=Units(quota.poured),
        carried=Units(quota.carried),
    )


def left(*, city: str, release_id: UUID) -> int:
    """Units left, for the price of one row. 0: it has no counter."""
    quota = models.Quota.objects.filter(city=city, release_id=release_id).first()
    return quota.remaining if quota else 0


@dataclass(frozen=True, slots=True)
class Promised:
    """What a release gave, or may still give: units, in at most so many claims."""

    units: int
    claims: int


def promised(*, city: str, campaign_id: UUID, at: datetime) -> dict[UUID, Promised]:
    """Of each release of a campaign: all that its counter held while it may grant, then what was granted and kept."""
    quotas = models.Quota.objects.filter(city=city, campaign_id=campaign_id)
    kept = models.Claim.objects.filter(
        city=city, release_id__in=[quota.release_id for quota in quotas], outcome="granted", returned_at=None
    )
    counted = {
        row["release_id"]: Promised(row["total"], row["many"])
        for row in kept.values("release_id").annotate(total=Sum("units"), many=Count("id"))
    }
    return {
        quota.release_id: counted.get(quota.release_id, Promised(0, 0))
        if quota.closes_at <= at
        else Promised(quota.total, quota.total // quota.units_min)
        for quota in quotas
    }


def claim(*, city: str, key: UUID) -> Claim | None:
    """A request by its key."""
    row = models.Claim.objects.filter(city=city, id=key).first()
    return _claim(row) if row else None


def claims(*, city: str, keys: Sequence[UUID]) -> list[Claim]:
    """Requests by their keys, in no order."""
    return [_claim(row) for row in models.Claim.objects.filter(city=city, id__in=keys)]


def of_person(*, city: str, person: PersonTag, release_ids: Sequence[UUID]) -> list[Claim]:
    """A person's requests at these releases, newest first."""
    rows = models.Claim.objects.filter(city=city, release_id__in=release_ids, person=person).order_by("-at")
    return [_claim(row) for row in rows]


def uses(*, city: str, person: PersonTag) -> list[Claim]:
    """Everything that was ever asked for in a person's name, newest first."""
    return [_claim(row) for row in models.Claim.objects.filter(city=city, person=person).order_by("-at", "id")]


def asking(*, city: str, persons: Sequence[PersonTag], release_ids: Sequence[UUID]) -> set[PersonTag]:
    """Those of these persons who asked for something in one of these releases."""
    rows = models.Claim.objects.filter(city=city, release_id__in=release_ids, person__in=persons)
    return {PersonTag(bytes(tag)) for tag in rows.values_list("person", flat=True)}


def free_again(*, city: str, campaign_id: UUID, person: PersonTag, at: datetime) -> datetime | None:
    """When the running window of a person's limit is over. None: no window is running, or all in it was given back."""
    row = models.LimitUse.objects.filter(
        city=city, campaign_id=campaign_id, scope="person", subject=person, claims__gt=0, resets_at__gt=at
    ).first()
    return row.resets_at if row else None


def granted_by_district(*, city: str, release_id: UUID) -> dict[str, int]:
    """How many persons of each district hold a share of a release."""
    granted = models.Claim.objects.filter(city=city, release_id=release_id, outcome="granted", returned_at=None)
    return {row["district"]: row["many"] for row in granted.values("district").annotate(many=Count("id"))}


def leftovers(*, city: str, at: datetime, campaign_id: UUID) -> list[UUID]:
    """Closed releases of a campaign that still have something to carry."""
    closed = models.Quota.objects.filter(city=city, campaign_id=campaign_id, closes_at__lte=at)
    left = closed.filter(returned__gt=F("poured") + F("carried") - F("remaining"))
    return list(left.order_by("opens_at").values_list("release_id", flat=True))


def doubled(*, city: str, release_id: UUID) -> int:
    """Persons who hold more granted claims at one release than one: an audit's question, and the answer is 0."""
    return (
        models.Claim.objects.filter(city=city, release_id=release_id, outcome="granted", returned_at=None)
        .values("person")
        .annotate(many=Count("id"))
        .filter(many__gt=1)
        .count()
    )


def entered(*, city: str, release_id: UUID, without: Collection[UUID] = ()) -> list[Claim]:
    """Entries of a ballot but for some, in the order in which they came."""
    rows = models.Claim.objects.filter(city=city, release_id=release_id, outcome="entered").order_by("at", "id")
    return [_claim(row) for row in rows if row.id not in without]


def entitlement(*, city: str, id: UUID) -> Entitlement | None:
    """One entitlement."""
    return next(iter(entitlements(city=city, ids=[id])), None)


def entitlements(*, city: str, ids: Sequence[UUID]) -> list[Entitlement]:
    """These entitlements, in no order; unknown ids are missing."""
    return [_entitlement(row) for row in models.Entitlement.objects.filter(city=city, id__in=ids)]


def entitlements_of(*, city: str, person: PersonTag, release_ids: Sequence[UUID]) -> list[Entitlement]:
    """A person's entitlements at these releases, newest first."""
    rows = models.Entitlement.objects.filter(city=city, person=person, release_id__in=release_ids)
    return [_entitlement(row) for row in rows.order_by("-issued_at", "id")]


def _entitlement(row: models.Entitlement) -> Entitlement:
    return Entitlement(
        id=row.id,
        release_id=row.release_id,
        person=PersonTag(bytes(row.person)),
        units=Units(row.units),
        source=Source(row.source),
        issued_at=row.issued_at,
        until=row.until_at,
        state=State(row.state),
        settled_at=row.settled_at,
    )


def _claim(row: models.Claim) -> Claim:
    return Claim(
        id=row.id,
        release_id=row.release_id,
        person=PersonTag(bytes(row.person)),
        units=Units(row.units),
        granted=row.outcome == "granted",
        entered=row.outcome == "entered",
        reason=row.reason,
        again_at=row.again_at,
        district=row.district,
        channel=Channel(row.channel),
        at=row.at,
        returned_at=row.returned_at,
    )
