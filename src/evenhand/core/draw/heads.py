"""Signed heads: what the log says of itself every few minutes, so that it cannot say something else later.

A head binds size, root and time. The final one binds the freeze record too; until then the record is zeros.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.core.draw import signatures
from evenhand.core.draw.flaws import Flaw, Flawed
from evenhand.core.draw.notation import be64, digest

PREFIX = b"evenhand/head/1\0"
NO_RECORD = bytes(32)


@dataclass(frozen=True, slots=True)
class Head:
    """The log's size and root at a time, signed with its key."""

    rules: bytes
    size: int
    root: bytes
    unix_ms: int
    record: bytes = NO_RECORD
    signature: bytes = b""

    @property
    def text(self) -> bytes:
        """What is signed."""
        return PREFIX + self.rules + be64(self.size) + self.root + be64(self.unix_ms) + self.record

    @property
    def digest(self) -> bytes:
        """What is anchored elsewhere: SHA-256 of the signed text and its signature."""
        return digest(self.text, self.signature)


def sign(key: Ed25519PrivateKey, rules: bytes, size: int, root: bytes, unix_ms: int, record: bytes = NO_RECORD) -> Head:
    """A head of the log. Two heads of one size with different roots would convict whoever holds the key."""
    bare = Head(rules, size, root, unix_ms, record)
    return Head(rules, size, root, unix_ms, record, key.sign(bare.text))


def check(head: Head, rules: bytes, log_key: bytes) -> None:
    """Flawed: SIGNATURE_INVALID, also for a head of another draw."""
    if head.rules != rules:
        raise Flawed(Flaw.SIGNATURE_INVALID, "head", "is of another draw")
    signatures.check(log_key, head.signature, head.text, "head")


def check_sequence(heads: Iterable[Head]) -> None:
    """Heads ascend in time, never shrink, and only the last has a record. Flawed: PROOF_INVALID."""
    for before, after in pairwise(heads):
        if after.unix_ms <= before.unix_ms or after.size < before.size:
            raise Flawed(Flaw.PROOF_INVALID, "heads", "must ascend in time and never shrink")
        if before.record != NO_RECORD:
            raise Flawed(Flaw.PROOF_INVALID, "heads", "nothing follows the final head")
