"""One master key, many keys: each purpose in each city has its own, so that none opens what another closed."""

from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LENGTH = 32


def derive(master: bytes, purpose: str, city: str) -> bytes:
    """The 32-byte key of a purpose in a city: HKDF-SHA256 (RFC 5869), info `evenhand/<purpose>/1 NUL <city>`.

    ValueError: the master key is not 32 bytes, or a NUL would make two names one.
    """
    if len(master) != LENGTH:
        raise ValueError(f"the master key must have {LENGTH} bytes, this one has {len(master)}")
    if "\0" in purpose + city:
        raise ValueError("neither a purpose nor a city may contain NUL")
    info = f"evenhand/{purpose}/1\0{city}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=LENGTH, salt=None, info=info).derive(master)


def key_id(key: bytes) -> str:
    """Eight hex digits that name a key without telling anything of it."""
    return sha256(key).hexdigest()[:8]
