"""Signed heads of the audit chain: once an hour the city's key says what the chain has come to.

A chain that somebody rewrote whole, or cut short, holds by itself; against a head that was signed before, it does not.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from evenhand.apps.journal import models
from evenhand.core import chain, keys
from evenhand.core.chain import Seal

EVERY = timedelta(hours=1)


def seal_head(*, city: str, at: datetime) -> bool:
    """Sign what the chain has come to, if it grew and the last time is an hour ago. Returns whether it was signed."""
    head = models.Head.objects.filter(city=city).first()
    last = models.Seal.objects.filter(city=city).order_by("-position").first()
    if head is None or not head.position or (last and (last.position >= head.position or at - last.at < EVERY)):
        return False
    seal = Seal(head.position, bytes(head.digest), at)
    signature = _key(city).sign(seal.signed_bytes(city))
    rows = [models.Seal(city=city, position=seal.position, digest=seal.digest, at=at, signature=signature)]
    models.Seal.objects.bulk_create(rows, ignore_conflicts=True)
    return True


def seals(*, city: str, limit: int | None = None) -> list[Seal]:
    """Heads that were signed, the newest first."""
    rows = models.Seal.objects.filter(city=city).order_by("-position")[:limit]
    return [Seal(row.position, bytes(row.digest), row.at, bytes(row.signature)) for row in rows]


def contradicted(*, city: str, heads: Iterable[Seal] = ()) -> Sequence[Seal]:
    """Heads, kept here or elsewhere, that are forged or that the chain of today does not bear out."""
    every = [*seals(city=city), *heads]
    links = models.Link.objects.filter(city=city, position__in={seal.position for seal in every})
    digests = {position: bytes(digest) for position, digest in links.values_list("position", "digest")}
    return chain.contradicted(city, every, digests, public_key(city=city))


def public_key(*, city: str) -> Ed25519PublicKey:
    """What heads are checked with."""
    return _key(city).public_key()


def _key(city: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.derive(settings.EVENHAND_MASTER_KEY, "audit-head", city))
