"""Callbacks signed after Standard Webhooks 1.0 (standardwebhooks.com), with its asymmetric scheme `v1a`: Ed25519."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evenhand.core.errors import Reason, Refused

TOLERANCE = timedelta(minutes=5)
"""How old, or how far ahead, a callback's time may be: a recorded one can't be sent again next day."""


def sign(id: str, at: datetime, body: bytes, key: Ed25519PrivateKey) -> dict[str, str]:
    """The headers of a callback."""
    time = str(int(at.timestamp()))
    signature = b64encode(key.sign(_signed(id, time, body))).decode()
    return {"webhook-id": id, "webhook-timestamp": time, "webhook-signature": f"v1a,{signature}"}


def verify(headers: Mapping[str, str], body: bytes, key: Ed25519PublicKey, now: datetime) -> None:
    """Refused(NOT_ALLOWED): no valid signature among those given, or a time outside the tolerance."""
    told = {name.lower(): value for name, value in headers.items()}
    id, time = told.get("webhook-id", ""), told.get("webhook-timestamp", "")
    signed = _signed(id, time, body)
    if not any(_holds(each, signed, key) for each in told.get("webhook-signature", "").split()):
        raise Refused(Reason.NOT_ALLOWED, "webhook-signature")
    if abs(now.timestamp() - int(time)) > TOLERANCE.total_seconds():
        raise Refused(Reason.NOT_ALLOWED, "webhook-timestamp", timestamp=time)


def _signed(id: str, time: str, body: bytes) -> bytes:
    return f"{id}.{time}.".encode(errors="replace") + body


def _holds(signature: str, signed: bytes, key: Ed25519PublicKey) -> bool:
    scheme, _, text = signature.partition(",")
    if scheme != "v1a":
        return False
    try:
        key.verify(b64decode(text, validate=True), signed)
    except (ValueError, InvalidSignature):
        return False
    return True
