"""What an entrant keeps: a signed receipt for a leaf, a short code to find it by, a commitment to who they are."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.core import labels
from evenhand.core.draw import signatures
from evenhand.core.draw.notation import be64, digest

PREFIX = b"evenhand/receipt/1\0"


@dataclass(frozen=True, slots=True)
class Receipt:
    """That the log holds this leaf at index `seq`, as of `unix_ms`. Issued once the leaf is durable, never before."""

    rules: bytes
    seq: int
    leaf_hash: bytes
    unix_ms: int
    signature: bytes


def _text(rules: bytes, seq: int, leaf_hash: bytes, unix_ms: int) -> bytes:
    return PREFIX + rules + be64(seq) + leaf_hash + be64(unix_ms)


def issue(key: Ed25519PrivateKey, rules: bytes, seq: int, leaf_hash: bytes, unix_ms: int) -> Receipt:
    """The receipt, signed with the log's key. The same leaf at the same time gives the same bytes."""
    return Receipt(rules, seq, leaf_hash, unix_ms, key.sign(_text(rules, seq, leaf_hash, unix_ms)))


def check(receipt: Receipt, log_key: bytes) -> None:
    """Flawed: SIGNATURE_INVALID."""
    text = _text(receipt.rules, receipt.seq, receipt.leaf_hash, receipt.unix_ms)
    signatures.check(log_key, receipt.signature, text, "receipt")


def code(rules: bytes, leaf_hash: bytes) -> str:
    """Twelve characters for a telephone or a slip of paper: a way to find the leaf, no evidence. `7QK2-M8XR-T04C`."""
    return labels.spelled(digest(b"evenhand/code/1\0", rules, leaf_hash))


def person_commitment(blind: bytes, id_type: str, number: str) -> bytes:
    """Binds a leaf to a person without naming them: an HMAC under 32 random bytes that stay in the vault.

    A plain hash of a document's number would be searched through in hours. `number` in its normal form.
    """
    return hmac.digest(blind, f"evenhand/person/1\0{id_type}\0{number}".encode(), sha256)
