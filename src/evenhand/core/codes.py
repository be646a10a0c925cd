"""Handover codes: what a resident says or shows before a parcel leaves the rider's hands.

Neither is stored. The six digits are HOTP (RFC 4226) with HMAC-SHA-256, under a key of the order's own; the QR text is
a JWS in compact form (RFC 7515) signed with Ed25519 (RFC 8037), so that a rider's page checks it without a network. The
order's `serial` counts re-issues: a higher serial makes other digits and another token, and the old ones stop working.
"""

import hmac
import json
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evenhand.core.errors import Reason, Refused

DIGITS = 6
LEEWAY = timedelta(minutes=10)
"""How far the clock of a phone may be off."""
LONGEST = 512
"""Characters of a token; a longer text is refused unread."""

_HEADER = urlsafe_b64encode(b'{"alg":"EdDSA"}').rstrip(b"=")


@dataclass(frozen=True, slots=True)
class Token:
    """What a QR text says: for which order (`aud`), which issue of it (`jti`), until when (`exp`, whole seconds)."""

    order: UUID
    id: UUID
    expires_at: datetime


def digits(key: bytes, order: UUID, serial: int) -> str:
    """The six digits of an order under the city's handover key."""
    return hotp(hmac.digest(key, b"evenhand/handover-code/1\0" + order.bytes, "sha256"), serial)


def hotp(key: bytes, counter: int) -> str:
    """RFC 4226, section 5.3, six digits, with the SHA-256 that RFC 6238 allows."""
    mac = hmac.digest(key, counter.to_bytes(8), "sha256")
    offset = mac[-1] & 0xF
    number = int.from_bytes(mac[offset : offset + 4]) & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def same(said: str, expected: str) -> bool:
    """Whether the code as heard or typed (any spaces, any width of digits) is the expected one, in constant time."""
    plain = "".join(unicodedata.normalize("NFKC", said[:LONGEST]).split())
    return hmac.compare_digest(plain.encode(errors="replace"), expected.encode())


def token_id(order: UUID, serial: int) -> UUID:
    """Names one issue of an order's token."""
    return uuid5(order, f"token/{serial}")


def sign(token: Token, key: Ed25519PrivateKey) -> str:
    """The QR text."""
    claims = {"aud": str(token.order), "jti": str(token.id), "exp": int(token.expires_at.timestamp())}
    return sign_jws(json.dumps(claims, separators=(",", ":")).encode(), key)


def check(text: str, key: Ed25519PublicKey, *, order: UUID, serial: int, now: datetime) -> None:
    """Refused: CODE_WRONG (damaged, forged, another order's, or re-issued since), CODE_EXPIRED."""
    token = read(text, key)
    if token.order != order or token.id != token_id(order, serial):
        raise Refused(Reason.CODE_WRONG, "code")
    if token.expires_at + LEEWAY <= now:
        raise Refused(Reason.CODE_EXPIRED, "code")


def read(text: str, key: Ed25519PublicKey) -> Token:
    """What a signed text says, whomever it is for. Refused: CODE_WRONG."""
    claims = json.loads(read_jws(text, key))
    return Token(UUID(claims["aud"]), UUID(claims["jti"]), datetime.fromtimestamp(claims["exp"], UTC))


def sign_jws(payload: bytes, key: Ed25519PrivateKey) -> str:
    """RFC 7515, appendix A.1's form, under the one header there is."""
    body = _HEADER + b"." + _to_base64url(payload)
    return (body + b"." + _to_base64url(key.sign(body))).decode()


def read_jws(text: str, key: Ed25519PublicKey) -> bytes:
    """The payload. Any other header is refused: the text can't choose how it is checked. Refused: CODE_WRONG."""
    try:
        header, payload, signature = text[: LONGEST + 1].encode("ascii").split(b".")
        key.verify(_from_base64url(signature), header + b"." + payload)
    except (ValueError, InvalidSignature):
        raise Refused(Reason.CODE_WRONG, "code") from None
    if header != _HEADER or len(text) > LONGEST:
        raise Refused(Reason.CODE_WRONG, "code")
    return _from_base64url(payload)


def _to_base64url(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def _from_base64url(text: bytes) -> bytes:
    return urlsafe_b64decode(text + b"=" * (-len(text) % 4))
