"""The seal: which reveals count, closed and anchored before the round. Nobody adds, holds back or changes one later."""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.core.draw import canonical, keys, signatures
from evenhand.core.draw.notation import digest
from evenhand.core.draw.officials import Dropped, Reveal

PREFIX = b"evenhand/seal/1\0"


@dataclass(frozen=True, slots=True)
class Seal:
    """The list as canonical JSON, signed with the log's key."""

    raw: bytes
    signature: bytes

    @property
    def digest(self) -> bytes:
        """What is anchored elsewhere."""
        return digest(self.raw, self.signature)


def sign(
    key: Ed25519PrivateKey, rules: bytes, accepted: Sequence[Reveal], dropped: Sequence[Dropped], unix_ms: int
) -> Seal:
    """The seal over what `officials.sift` found."""
    raw = canonical.write(
        {
            "rules": rules.hex(),
            "reveals": [each.told() for each in accepted],
            "dropped": [{"index": each.index, "why": each.why} for each in dropped],
            "unix_ms": unix_ms,
        }
    )
    return Seal(raw, key.sign(PREFIX + rules + digest(raw)))


def check(seal: Seal, rules: bytes, log_key: bytes) -> None:
    """Flawed: SIGNATURE_INVALID."""
    signatures.check(log_key, seal.signature, PREFIX + rules + digest(seal.raw), "seal")


def salt(accepted: Sequence[Reveal]) -> bytes:
    """The salt that the accepted reveals make. A lobby has none, and that is a salt too."""
    return keys.salt({each.index: each.value for each in accepted})
