"""Anchors: that a head or a seal was seen elsewhere before the round.

Three places or more hold the final head, two the seal; a city that could not bring them there holds no draw.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.core.draw import signatures
from evenhand.core.draw.flaws import Flaw, Flawed
from evenhand.core.draw.notation import be64

PREFIX = b"evenhand/anchor/1\0"
PLACES = {"head": 3, "seal": 2}
"""In how many places each must stand."""


class AnchorKind(StrEnum):
    """What kind of place: printed by the city, a file, a time stamp (RFC 3161), another city's mirror, a public log."""

    NOTICE = "notice"
    FILE = "file"
    RFC3161 = "rfc3161"
    MIRROR = "mirror"
    REKOR = "rekor"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What (`of`: head or seal) stood where and since when, Unix seconds. `proof`: a mirror's signature, a token."""

    of: str
    place: str
    kind: AnchorKind
    unix_s: int
    digest: bytes
    proof: bytes = b""


def mirror(key: Ed25519PrivateKey, of: str, place: str, digest: bytes, unix_s: int) -> Anchor:
    """A mirror's anchor, signed with the mirror's own key."""
    return Anchor(of, place, AnchorKind.MIRROR, unix_s, digest, key.sign(_text(digest, unix_s)))


def check_mirror(anchor: Anchor, key: bytes) -> None:
    """Flawed: SIGNATURE_INVALID."""
    signatures.check(key, anchor.proof, _text(anchor.digest, anchor.unix_s), "anchor")


def check(anchors: Iterable[Anchor], of: str, digest: bytes, before: int) -> None:
    """Whether a head or seal stood in enough places before the round.

    Flawed: ANCHOR_MISSING; LATE for an anchor that is not before the round.
    """
    mine = [anchor for anchor in anchors if anchor.of == of and anchor.digest == digest]
    if any(anchor.unix_s >= before for anchor in mine):
        raise Flawed(Flaw.LATE, "anchors", "an anchor must be older than the round")
    if len({anchor.place for anchor in mine}) < PLACES[of]:
        raise Flawed(Flaw.ANCHOR_MISSING, "anchors", f"the {of} must stand in {PLACES[of]} places")


def _text(digest: bytes, unix_s: int) -> bytes:
    return PREFIX + digest + be64(unix_s)
