"""The result: one fixed row for everybody who entered, by rank, in a tree of its own, under one signature.

"EHR1" rank(8) label(16) key(32) outcome(1) category(1) position(4)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from struct import Struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.core.draw import signatures, tree
from evenhand.core.draw.allocation import NOWHERE, Allocation, Outcome
from evenhand.core.draw.flaws import Flaw, Flawed
from evenhand.core.draw.notation import be64, digest

MAGIC = b"EHR1"
ROW = Struct(">4sQ16s32sBBI")
PREFIX = b"evenhand/result/1\0"


@dataclass(frozen=True, slots=True)
class Row:
    """One entrant's line of the result. `rank` counts from 1."""

    rank: int
    label: bytes
    key: bytes
    outcome: Outcome
    category: int
    position: int

    def pack(self) -> bytes:
        """The bytes that are hashed into the result's tree."""
        return ROW.pack(MAGIC, self.rank, self.label, self.key, self.outcome, self.category, self.position)


def unpack(raw: bytes) -> Row:
    """The row these bytes spell. Flawed: RESULT_WRONG."""
    if len(raw) != ROW.size or raw[:4] != MAGIC or raw[60] > max(Outcome):
        raise Flawed(Flaw.RESULT_WRONG, "row", "is no row of a result")
    _, rank, label, key, outcome, category, position = ROW.unpack(raw)
    return Row(rank, label, key, Outcome(outcome), category, position)


def rows(order: Sequence[tuple[bytes, bytes]], allocation: Allocation) -> Iterator[bytes]:
    """Every row, packed, by rank."""
    places, pack = allocation.places, ROW.pack
    for rank, (key, label) in enumerate(order, 1):
        place = places.get(label, NOWHERE)
        yield pack(MAGIC, rank, label, key, place.outcome, place.category, place.position)


def root(packed: Sequence[bytes]) -> bytes:
    """The root above the rows."""
    return tree.root([tree.leaf_hash(row) for row in packed])


def text(rules: bytes, log_root: bytes, ikm: bytes, salt: bytes, count: int, result_root: bytes) -> bytes:
    """What is signed: the whole draw in 200 bytes. Two draws with the same input have the same text."""
    return PREFIX + rules + log_root + digest(ikm) + salt + be64(count) + result_root


def sign(key: Ed25519PrivateKey, text: bytes) -> bytes:
    """The result's signature; Ed25519 gives the same bytes for the same text."""
    return key.sign(text)


def check(log_key: bytes, signature: bytes, text: bytes) -> None:
    """Flawed: SIGNATURE_INVALID."""
    signatures.check(log_key, signature, text, "result")
