"""Parcel labels: twelve characters that a scanner and a tired person read alike.

Crockford's base 32 (no I, L, O or U), sixty bits of a digest of the parcel's id, in groups of four: `7QK2-M8XR-T04C`.
"""

from hashlib import sha256
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_ALIKE = str.maketrans("OIL", "011", " -")


def label(parcel: UUID) -> str:
    """The label of a parcel. Two parcels of one city share one with a chance below n² / 2⁶¹."""
    return spelled(sha256(parcel.bytes).digest())


def spelled(digest: bytes) -> str:
    """The first sixty bits of a digest in this spelling."""
    number = int.from_bytes(digest[:8]) >> 4
    text = "".join(ALPHABET[number >> shift & 31] for shift in range(55, -1, -5))
    return "-".join(text[start : start + 4] for start in range(0, LENGTH, 4))


def normal(typed: str) -> str:
    """A label as typed or scanned, in the form it was printed in; what is no label comes back as some other text."""
    plain = typed.upper().translate(_ALIKE)
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
