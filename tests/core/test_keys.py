"""Keys that derive from the master key: each purpose and city its own, by the standard and nothing else."""

import hashlib
import hmac

import pytest

from evenhand.core import keys

MASTER = bytes(range(32))


def hkdf(master: bytes, info: bytes) -> bytes:
    """RFC 5869 with SHA-256, no salt and one block of output, from its definition."""
    extracted = hmac.digest(bytes(32), master, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)


def test_derivation_follows_rfc_5869() -> None:
    assert keys.derive(MASTER, "vault", "amber") == hkdf(MASTER, b"evenhand/vault/1\0amber")


def test_every_purpose_and_city_has_a_key_of_its_own() -> None:
    derived = {keys.derive(MASTER, purpose, city) for purpose in ("vault", "pass") for city in ("", "amber", "jade")}
    assert len(derived) == 6


@pytest.mark.parametrize("master", [b"", bytes(31), bytes(33)])
def test_a_master_key_of_another_length_is_refused(master: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        keys.derive(master, "vault", "amber")


def test_names_cannot_run_into_each_other() -> None:
    with pytest.raises(ValueError, match="NUL"):
        keys.derive(MASTER, "vault/1\0amber", "jade")


def test_a_key_is_named_without_being_told() -> None:
    key = keys.derive(MASTER, "vault", "amber")
    assert keys.key_id(key) == hashlib.sha256(key).hexdigest()[:8]
