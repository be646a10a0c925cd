"""The notation of the draw: big-endian numbers, SHA-256, lower-case hex.

Every text that is hashed or signed begins with a prefix of its own that ends in NUL, so that no text of one kind can be
taken for one of another.
"""

import re
from hashlib import sha256

from evenhand.core.draw.flaws import Flaw, Flawed

HEX = re.compile(r"[0-9a-f]*")


def be32(number: int) -> bytes:
    """Four bytes, most significant first."""
    return number.to_bytes(4)


def be64(number: int) -> bytes:
    """Eight bytes, most significant first."""
    return number.to_bytes(8)


def digest(*parts: bytes) -> bytes:
    """SHA-256 of the parts, one after the other."""
    return sha256(b"".join(parts)).digest()


def unhex(text: object, length: int, field: str = "") -> bytes:
    """The bytes of lower-case hex. Flawed: HEX_INVALID (upper case too), LENGTH_WRONG."""
    if not isinstance(text, str) or not HEX.fullmatch(text):
        raise Flawed(Flaw.HEX_INVALID, field, "must be lower-case hex")
    if len(text) != 2 * length:
        raise Flawed(Flaw.LENGTH_WRONG, field, f"must have {length} bytes")
    return bytes.fromhex(text)


def sized(raw: bytes, length: int, field: str = "") -> bytes:
    """The bytes themselves, if there are that many. Flawed: LENGTH_WRONG."""
    if len(raw) != length:
        raise Flawed(Flaw.LENGTH_WRONG, field, f"must have {length} bytes, has {len(raw)}")
    return raw
