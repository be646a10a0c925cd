"""The officials' part: each commits to 32 random bytes before the list is frozen, and reveals them before the round.

Their private keys and values stay on their own machines. One honest official is enough for nobody to know the salt
before the reveals; whoever withholds a value is dropped before anybody knows what it would have done.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.core.draw import canonical, signatures
from evenhand.core.draw.flaws import Flaw, Flawed
from evenhand.core.draw.notation import digest, sized, unhex
from evenhand.core.draw.rules import Rules

VALUE_SIZE = 32


@dataclass(frozen=True, slots=True)
class Commitment:
    """An official's promise: the digest of a value they alone know, signed."""

    index: int
    digest: bytes
    signature: bytes

    def told(self) -> dict[str, object]:
        """The JSON values that stand in the freeze record, and that an official hands in."""
        return {"index": self.index, "commit": self.digest.hex(), "signature": self.signature.hex()}


@dataclass(frozen=True, slots=True)
class Reveal:
    """The value behind a commitment, signed."""

    index: int
    value: bytes
    signature: bytes

    def told(self) -> dict[str, object]:
        """The JSON values that stand in the seal, and that an official hands in."""
        return {"index": self.index, "v": self.value.hex(), "signature": self.signature.hex()}


@dataclass(frozen=True, slots=True)
class Dropped:
    """An official whose value does not count, and why: `late`, `missing` or `wrong`."""

    index: int
    why: str


def commit_digest(rules: bytes, index: int, value: bytes) -> bytes:
    """What a commitment promises."""
    return digest(b"evenhand/commit/1\0", rules, bytes([index]), sized(value, VALUE_SIZE, "value"))


def _commit_text(rules: bytes, index: int, promised: bytes) -> bytes:
    return b"evenhand/commitment/1\0" + rules + bytes([index]) + promised


def _reveal_text(rules: bytes, index: int, value: bytes) -> bytes:
    return b"evenhand/reveal/1\0" + rules + bytes([index]) + value


def promise(key: Ed25519PrivateKey, rules: bytes, index: int, value: bytes) -> Commitment:
    """The commitment to a value."""
    promised = commit_digest(rules, index, value)
    return Commitment(index, promised, key.sign(_commit_text(rules, index, promised)))


def reveal(key: Ed25519PrivateKey, rules: bytes, index: int, value: bytes) -> Reveal:
    """The reveal of a value."""
    return Reveal(index, value, key.sign(_reveal_text(rules, index, sized(value, VALUE_SIZE, "value"))))


def read_commitment(raw: bytes) -> Commitment:
    """What an official handed in. Flawed: NOT_CANONICAL, COMMIT_INVALID, HEX_INVALID, LENGTH_WRONG."""
    told = _read(raw, "commit")
    return Commitment(told["index"], unhex(told["commit"], 32, "commit"), _signature(told))


def read_reveal(raw: bytes) -> Reveal:
    """What an official handed in. Flawed: as `read_commitment`."""
    told = _read(raw, "v")
    return Reveal(told["index"], unhex(told["v"], VALUE_SIZE, "v"), _signature(told))


def _read(raw: bytes, name: str) -> dict[str, Any]:
    told: dict[str, Any] = canonical.read(raw.strip(), name)
    shaped = isinstance(told, dict) and set(told) == {"index", name, "signature"}
    if not shaped or type(told["index"]) is not int or not 0 <= told["index"] <= 255:
        raise Flawed(Flaw.COMMIT_INVALID, name, f"has index, {name} and signature")
    return told


def _signature(told: dict[str, Any]) -> bytes:
    return unhex(told["signature"], signatures.SIZE, "signature")


def check_commitment(commitment: Commitment, rules: Rules) -> None:
    """Flawed: COMMIT_INVALID (no such official), SIGNATURE_INVALID."""
    text = _commit_text(rules.digest, commitment.index % 256, commitment.digest)
    signatures.check(_key_of(rules, commitment.index), commitment.signature, text, "commitment")


def check_reveal(told: Reveal, commitment: Commitment, rules: Rules) -> None:
    """Flawed: COMMIT_INVALID (not what was promised), SIGNATURE_INVALID, LENGTH_WRONG."""
    if told.index != commitment.index or commit_digest(rules.digest, told.index, told.value) != commitment.digest:
        raise Flawed(Flaw.COMMIT_INVALID, "value", "is not what was committed to")
    signatures.check(
        _key_of(rules, told.index), told.signature, _reveal_text(rules.digest, told.index, told.value), "reveal"
    )


def check_all(commitments: Sequence[Commitment], rules: Rules) -> None:
    """Every official has committed, once, in the order of the rules. Flawed: as `check_commitment`."""
    if [each.index for each in commitments] != [official.index for official in rules.terms.officials]:
        raise Flawed(Flaw.COMMIT_INVALID, "commitments", "every official commits once before the freeze")
    for commitment in commitments:
        check_commitment(commitment, rules)


def sift(
    told: Iterable[tuple[Reveal, int]], commitments: Mapping[int, Commitment], rules: Rules
) -> tuple[list[Reveal], list[Dropped]]:
    """Which reveals count, and who is dropped. `told`: what came, each with the Unix second at which it came.

    An official's first right and timely reveal counts. Nothing that comes later changes that.
    """
    accepted: dict[int, Reveal] = {}
    failed: dict[int, str] = {}
    for each, at in told:
        why = _fault(each, at, commitments, rules)
        if not why:
            accepted.setdefault(each.index, each)
        elif each.index in commitments:
            failed[each.index] = why
    missing = {index: failed.get(index, "missing") for index in commitments if index not in accepted}
    return [accepted[i] for i in sorted(accepted)], [Dropped(i, missing[i]) for i in sorted(missing)]


def _fault(told: Reveal, at: int, commitments: Mapping[int, Commitment], rules: Rules) -> str:
    if at > (rules.terms.reveal_closes or 0):
        return "late"
    try:
        check_reveal(told, commitments[told.index], rules)
    except (Flawed, KeyError):
        return "wrong"
    return ""


def _key_of(rules: Rules, index: int) -> bytes:
    if not 0 <= index < len(rules.terms.officials):
        raise Flawed(Flaw.COMMIT_INVALID, "index", "is no official of these rules")
    return bytes.fromhex(rules.terms.officials[index].key)
