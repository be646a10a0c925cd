"""Ed25519 (RFC 8032), as everything signed in a draw is: raw 32-byte keys, 64-byte signatures, one way to be wrong."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evenhand.core.draw.flaws import Flaw, Flawed

SIZE = 64


def check(public: bytes, signature: bytes, text: bytes, field: str) -> None:
    """Flawed: SIGNATURE_INVALID, also for a signature whose second half is not below the group's order."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (InvalidSignature, ValueError):
        raise Flawed(Flaw.SIGNATURE_INVALID, field, "is not signed with the key in the rules") from None


def public_of(key: Ed25519PrivateKey) -> bytes:
    """The 32 public bytes of a private key."""
    return key.public_key().public_bytes_raw()
