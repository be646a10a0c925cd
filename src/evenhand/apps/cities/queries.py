"""Reads of cities."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Q

from evenhand.apps.cities import models
from evenhand.core.errors import Reason, Refused
from evenhand.core.policy import CityPolicy, canonical_text, from_text
from evenhand.core.terms import Place, Role

HANDLE = re.compile(r"[a-z0-9][a-z0-9.-]{2,31}")
"""A short name to sign in with."""


@dataclass(frozen=True, slots=True)
class City:
    """A city. `name` by language; `policy_text` is the policy that it lives by, in canonical JSON.

    `frozen_at`: since when nothing new is given, and `frozen_why`, in an official's words.
    """

    slug: str
    name: Mapping[str, str]
    timezone: str
    rehearsal: bool
    policy_hash: str
    policy_text: str
    frozen_at: datetime | None = None
    frozen_why: str = ""

    @property
    def policy(self) -> CityPolicy:
        """What its file says. PolicyError: it was loaded by a version with another vocabulary."""
        return _policy(self.policy_text)


@dataclass(frozen=True, slots=True)
class Listed:
    """A city by its name, for a list of them."""

    slug: str
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class District:
    """A part of a city, with the middle of it."""

    code: str
    name: Mapping[str, str]
    population: int | None
    lon: float
    lat: float

    @property
    def place(self) -> Place:
        return Place(self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works behind a door."""

    id: UUID
    role: Role
    name: str
    outlet_code: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class Approval:
    """A change asked for by one; `approver` None: still to be decided by another."""

    id: UUID
    subject_kind: str
    subject: UUID
    change: Any
    reason: str
    requester: UUID
    requested_at: datetime
    approver: UUID | None
    declined: bool

    @property
    def granted(self) -> bool:
        return self.approver is not None and not self.declined


def slugs() -> list[str]:
    """The slugs of all cities."""
    return list(models.City.objects.order_by("slug").values_list("slug", flat=True))


def listed(*, match: str = "", limit: int) -> list[Listed]:
    """Up to `limit` cities by slug, of those whose slug or name in any language holds `match`."""
    rows = models.City.objects.filter(Q(slug__icontains=match) | Q(name__icontains=match)).order_by("slug")
    return [Listed(slug, name) for slug, name in rows.values_list("slug", "name")[:limit]]


def cities() -> list[City]:
    """All cities there are, by slug."""
    return [_city(row) for row in models.City.objects.order_by("slug")]


def city(slug: str) -> City:
    """A city by its slug. Refused(NOT_FOUND): there is none."""
    row = models.City.objects.filter(slug=slug).first()
    if row is None:
        raise Refused(Reason.NOT_FOUND, "city")
    return _city(row)


def districts(city: str) -> list[District]:
    """A city's districts, by code."""
    rows = models.District.objects.filter(city=city).order_by("code")
    return [District(row.code, row.name, row.population, row.lon, row.lat) for row in rows]


def staff(*, city: str, role: Role) -> list[StaffMember]:
    """Who works in a role now, in the order in which they came."""
    return [_member(row) for row in models.Staff.objects.filter(city=city, role=role, active=True).order_by("id")]


def staff_member(*, city: str, staff_id: UUID) -> StaffMember | None:
    """Somebody who works here or once did. None: nobody of that id."""
    row = models.Staff.objects.filter(city=city, id=staff_id).first()
    return _member(row) if row else None


def member_of_handle(*, city: str, handle: str) -> StaffMember | None:
    """Who signs in with a short name. None: nobody."""
    staff = models.Access.objects.filter(city=city, handle=handle).values_list("staff_id", flat=True).first()
    return staff_member(city=city, staff_id=staff) if staff else None


def handle(*, city: str, staff_id: UUID) -> str | None:
    """The short name that somebody signs in with. None: never invited."""
    return models.Access.objects.filter(city=city, staff_id=staff_id).values_list("handle", flat=True).first()


def approvals_waiting(*, city: str) -> list[Approval]:
    """What still needs a second official, oldest first."""
    return [_approval(row) for row in models.Approval.objects.filter(city=city, approver=None).order_by("id")]


def approvals_decided(*, city: str, limit: int = 100) -> list[Approval]:
    """What a second official decided, the newest first."""
    rows = models.Approval.objects.filter(city=city).exclude(approver=None).order_by("-approved_at", "-id")
    return [_approval(row) for row in rows[:limit]]


def approval(*, city: str, id: UUID) -> Approval:
    """What was asked for, by its id. Refused(NOT_FOUND)."""
    row = models.Approval.objects.filter(city=city, id=id).first()
    if row is None:
        raise Refused(Reason.NOT_FOUND, "approval")
    return _approval(row)


def is_approved(*, city: str, subject_kind: str, subject: UUID, change: object) -> bool:
    """Whether two officials agreed on exactly this change."""
    asked = models.Approval.objects.filter(
        city=city, subject_kind=subject_kind, subject=subject, change_hash=change_hash(change)
    )
    return asked.exclude(approver=None).filter(declined_at=None).exists()


def change_hash(change: object) -> bytes:
    """What an approval is bound to: SHA-256 of the change in canonical JSON."""
    return sha256(canonical_text(change).encode()).digest()


def _city(row: models.City) -> City:
    return City(
        slug=row.slug,
        name=row.name,
        timezone=row.timezone,
        rehearsal=row.rehearsal,
        policy_hash=row.policy_hash,
        policy_text=canonical_text(row.policy),
        frozen_at=row.frozen_at,
        frozen_why=row.frozen_why or "",
    )


def _approval(row: models.Approval) -> Approval:
    return Approval(
        id=row.id,
        subject_kind=row.subject_kind,
        subject=row.subject,
        change=row.change,
        reason=row.reason,
        requester=row.requester,
        requested_at=row.requested_at,
        approver=row.approver,
        declined=row.declined_at is not None,
    )


def _member(row: models.Staff) -> StaffMember:
    return StaffMember(row.id, Role(row.role), row.name, row.outlet_code, row.active)


@lru_cache(maxsize=64)
def _policy(text: str) -> CityPolicy:
    """Reading takes milliseconds and every page asks; the same text is the same policy."""
    return from_text(CityPolicy, text)
