"""Reads of handover: the code a resident shows, the key to check it without a network, tries and handovers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db.models import Count

from evenhand.apps.handover import models
from evenhand.core import codes, keys
from evenhand.core.terms import Fen, Proof

LIFETIME = timedelta(hours=24)
"""How long a QR text holds after it was shown: a page loaded in the morning works at a door without a network."""


class Result(StrEnum):
    """How a try at a door ended. UNCHECKED: digits were said and the device had no network to check them."""

    HANDED_OVER = "handed_over"
    WRONG_CODE = "wrong_code"
    LOCKED = "locked"
    NOT_HOME = "not_home"
    REFUSED = "refused"
    ADDRESS_WRONG = "address_wrong"
    UNCHECKED = "unchecked"


class Verdict(StrEnum):
    """What is to be done with a parcel."""

    NEW_CODE = "new_code"
    HAND_OVER = "hand_over"
    SEND_BACK = "send_back"
    WRITE_OFF = "write_off"


class Ground(StrEnum):
    """Why. The first two say how the person was known, and only they let a parcel go; the last two write one off."""

    CALLED_BACK = "called_back"
    KNOWS_DOCUMENT = "knows_document"
    CODE_LOST = "code_lost"
    SUSPICION = "suspicion"
    NO_ANSWER = "no_answer"
    LOST = "lost"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a resident says (`digits`) or shows (`qr`). `tries_left` 0: locked, until it is issued again."""

    digits: str
    qr: str
    tries_left: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try at a door, or without a rider at an outlet. `device_at`: when, by a device without network."""

    id: UUID
    parcel_id: UUID
    rider_id: UUID | None
    result: Result
    at: datetime
    device_at: datetime | None


@dataclass(frozen=True, slots=True)
class Handover:
    """A parcel in a person's hands. `collected_fen`: what was taken at the door, or by the merchant at the outlet."""

    parcel_id: UUID
    order_id: UUID
    proof: Proof
    rider_id: UUID | None
    collected_fen: Fen
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What a dispatcher decided by phone about an order's parcel, and on what ground."""

    verdict: Verdict
    ground: Ground
    by: UUID
    at: datetime


MOST_WRONG = 5
"""Wrong tries that lock a code; the table's check says the same."""


def code_of(*, city: str, order_id: UUID, at: datetime) -> Shown | None:
    """An order's code, for its own person only. None: it is not on its way yet."""
    row = models.Code.objects.filter(city=city, order_id=order_id).first()
    if row is None:
        return None
    token = codes.Token(order_id, codes.token_id(order_id, row.serial), at + LIFETIME)
    qr = codes.sign(token, signing_key(city))
    return Shown(codes.digits(code_key(city), order_id, row.serial), qr, MOST_WRONG - row.wrong)


def token_ids(*, city: str, order_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """By order, the name of the issue of its QR text that holds now; orders without a code in force are missing."""
    rows = models.Code.objects.filter(city=city, order_id__in=order_ids)
    return {row.order_id: codes.token_id(row.order_id, row.serial) for row in rows}


def public_key(*, city: str) -> bytes:
    """The 32 bytes (RFC 8032) with which a rider's page checks a QR text without a network."""
    return signing_key(city).public_key().public_bytes_raw()


def attempts(*, city: str, parcel_ids: Sequence[UUID]) -> list[Attempt]:
    """All tries to hand over these parcels, oldest first."""
    rows = models.Attempt.objects.filter(city=city, parcel_id__in=parcel_ids).order_by("at", "id")
    return [Attempt(row.id, row.parcel_id, row.rider_id, Result(row.outcome), row.at, row.device_at) for row in rows]


def decisions(*, city: str, order_id: UUID) -> list[Decision]:
    """What was decided by phone about an order's parcel, oldest first."""
    rows = models.Decision.objects.filter(city=city, order_id=order_id).order_by("at", "id")
    return [Decision(Verdict(row.verdict), Ground(row.ground), row.by, row.at) for row in rows]


def of_orders(*, city: str, order_ids: Sequence[UUID]) -> list[Handover]:
    """The handovers of these orders, of those that have one."""
    return [_handover(row) for row in models.Handover.objects.filter(city=city, order_id__in=order_ids)]


def between(*, city: str, since: datetime, until: datetime) -> list[Handover]:
    """Handovers at `since <= at < until`, oldest first."""
    rows = models.Handover.objects.filter(city=city, at__gte=since, at__lt=until).order_by("at", "id")
    return [_handover(row) for row in rows]


def counts(*, city: str) -> dict[Result, int]:
    """How many tries ended how."""
    rows = models.Attempt.objects.filter(city=city).values("outcome").annotate(many=Count("id"))
    return {Result(row["outcome"]): row["many"] for row in rows}


def code_key(city: str) -> bytes:
    """The city's key of six-digit codes."""
    return keys.derive(settings.EVENHAND_MASTER_KEY, "handover", city)


def signing_key(city: str) -> Ed25519PrivateKey:
    """The city's key of QR texts."""
    return Ed25519PrivateKey.from_private_bytes(keys.derive(settings.EVENHAND_MASTER_KEY, "handover-qr", city))


def _handover(row: models.Handover) -> Handover:
    return Handover(row.parcel_id, row.order_id, Proof(row.proof), row.rider_id, Fen(row.collected_fen), row.at)
