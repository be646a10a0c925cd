"""The audit chain: each link's digest covers the link before it, so nothing can be changed, dropped or moved unseen."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PREFIX = b"evenhand/journal/1\0"
HEAD = b"evenhand/journal-head/1\0"
START = bytes(32)


def link(before: bytes, event_id: UUID, kind: str, subject: UUID, data: Mapping[str, Any], at: datetime) -> bytes:
    """SHA-256 over the digest before and the event: ids, kind, data as sorted JSON, time in Unix microseconds."""
    micros = int(at.timestamp()) * 1_000_000 + at.microsecond
    fields = [str(event_id), kind, str(subject), data, micros]
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(PREFIX + before + text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Seal:
    """What a city's chain had come to at an hour, signed."""

    position: int
    digest: bytes
    at: datetime
    signature: bytes = b""

    def signed_bytes(self, city: str) -> bytes:
        """What the signature is over."""
        micros = int(self.at.timestamp()) * 1_000_000 + self.at.microsecond
        return HEAD + json.dumps([city, self.position, self.digest.hex(), micros], separators=(",", ":")).encode()


def contradicted(city: str, seals: Iterable[Seal], digests: Mapping[int, bytes], key: Ed25519PublicKey) -> list[Seal]:
    """Those of these seals that are not the key's own, or that the chain, by position, does not bear out."""
    return [seal for seal in seals if not _holds(city, seal, digests, key)]


def _holds(city: str, seal: Seal, digests: Mapping[int, bytes], key: Ed25519PublicKey) -> bool:
    try:
        key.verify(seal.signature, seal.signed_bytes(city))
    except InvalidSignature:
        return False
    return digests.get(seal.position) == seal.digest
