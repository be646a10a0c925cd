"""Passes: signed proof of who stands at the gate, checked without asking anyone.

A door makes a pass after it has verified the person; the gate checks it with a key that both hold. A pass is no right
to anything. Layout, before base64url (RFC 4648, section 5, no padding): HMAC-SHA256 (32) | head | texts. The head is
version (1) | key id (4) | expiry, Unix seconds (8, big-endian) | person | household | address (16 each); the texts are
city, district, channel and groups, parted by NUL. HMAC because it is sixty times quicker to check than Ed25519.
"""

import binascii
import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Channel, CitySlug, PersonTag

VERSION = 1
HEAD = struct.Struct(">B4sQ16s16s16s")
MAC_SIZE = 32
LONGEST = 512
"""Characters; a longer text is refused unread."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Who stands at the gate, as a door has verified it. Tags are pseudonyms; zeros where the policy needs none."""

    city: CitySlug
    person: PersonTag
    district: str
    channel: Channel
    expires_at: datetime
    household: bytes = bytes(16)
    address: bytes = bytes(16)
    groups: tuple[str, ...] = ()


def key_id(key: bytes) -> bytes:
    """Four bytes that name a key without giving it away."""
    return sha256(b"evenhand/key-id/1\0" + key).digest()[:4]


def make(content: Pass, key: bytes) -> str:
    """The pass as text, signed with the city's pass key."""
    head = HEAD.pack(
        VERSION,
        key_id(key),
        int(content.expires_at.timestamp()),
        content.person,
        content.household,
        content.address,
    )
    texts = "\0".join((content.city, content.district, content.channel, ",".join(content.groups)))
    body = head + texts.encode()
    return urlsafe_b64encode(hmac.digest(key, body, "sha256") + body).rstrip(b"=").decode()


def check(text: str, key: bytes, now: datetime) -> Pass:
    """What a pass says. Refused: PASS_INVALID (damaged, or not signed with `key`) or PASS_EXPIRED."""
    content = _read(text, key)
    if content.expires_at <= now:
        raise Refused(Reason.PASS_EXPIRED, "pass")
    return content


def _read(text: str, key: bytes) -> Pass:
    if len(text) > LONGEST:
        raise Refused(Reason.PASS_INVALID, "pass")
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise Refused(Reason.PASS_INVALID, "pass") from None
    body = raw[MAC_SIZE:]
    if len(body) < HEAD.size or not hmac.compare_digest(hmac.digest(key, body, "sha256"), raw[:MAC_SIZE]):
        raise Refused(Reason.PASS_INVALID, "pass")
    return _unpack(body)


def _unpack(body: bytes) -> Pass:
    """The signature held, so the layout is one that a door wrote."""
    version, _, expiry, person, household, address = HEAD.unpack_from(body)
    if version != VERSION:
        raise Refused(Reason.PASS_INVALID, "pass", version=version)
    city, district, channel, groups = body[HEAD.size :].decode().split("\0")
    return Pass(
        city=CitySlug(city),
        person=PersonTag(person),
        district=district,
        channel=Channel(channel),
        expires_at=datetime.fromtimestamp(expiry, UTC),
        household=household,
        address=address,
        groups=tuple(groups.split(",")) if groups else (),
    )
