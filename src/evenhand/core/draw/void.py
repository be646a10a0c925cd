"""A void: the one way to hold a draw again, in public. Two officials sign, the record stays, the round is fixed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.core.draw import canonical, signatures
from evenhand.core.draw.flaws import Flaw, Flawed
from evenhand.core.draw.notation import digest, unhex
from evenhand.core.draw.rules import Rules

PREFIX = b"evenhand/void/1\0"


class VoidReason(StrEnum):
    """Why a draw may be void. A wrong roster needs a draw of another id, which names the void one."""

    ANCHOR_MISSING = "anchor_missing"
    ROSTER_ERROR = "roster_error"
    COURT_ORDER = "court_order"
    KEY_COMPROMISE = "key_compromise"


@dataclass(frozen=True, slots=True)
class Void:
    """The record as canonical JSON, and the signature of each official who voids, by index."""

    raw: bytes
    signatures: Mapping[int, bytes]


def record(rules: Rules, attempt: int, reason: VoidReason, unix_s: int) -> bytes:
    """What officials sign: which attempt at which draw is void, why and since when. Attempts count from 0."""
    return canonical.write({"rules": rules.digest.hex(), "attempt": attempt, "reason": reason.value, "unix_s": unix_s})


def sign(key: Ed25519PrivateKey, raw: bytes) -> bytes:
    """An official's signature under a void."""
    return key.sign(PREFIX + digest(raw))


def told(void: Void) -> dict[str, object]:
    """The JSON values in which a void is handed in and published."""
    signed = [[index, signature.hex()] for index, signature in sorted(void.signatures.items())]
    return {"void": canonical.read(void.raw, "void"), "signatures": signed}


def read(raw: bytes) -> Void:
    """What officials hand in, as `told` spells it. Flawed: NOT_CANONICAL, RESULT_WRONG, HEX_INVALID, LENGTH_WRONG."""
    said = canonical.read(raw.strip(), "void")
    try:
        text, signed = canonical.write(said["void"]), dict(said["signatures"])
        shaped = set(said) == {"void", "signatures"} and all(type(index) is int for index in signed)
    except (KeyError, TypeError, ValueError):
        shaped = False
    if not shaped:
        raise Flawed(Flaw.RESULT_WRONG, "void", "has void and signatures")
    return Void(text, {index: unhex(value, signatures.SIZE, "signature") for index, value in signed.items()})


def check(void: Void, rules: Rules, attempt: int) -> VoidReason:
    """Why this attempt is void. Flawed: RESULT_WRONG, SIGNATURE_INVALID (two officials of the rules are needed)."""
    told = canonical.read(void.raw, "void")
    try:
        reason = VoidReason(told["reason"])
    except (KeyError, TypeError, ValueError):
        raise Flawed(Flaw.RESULT_WRONG, "reason", "is none that voids a draw") from None
    if void.raw != record(rules, attempt, reason, told.get("unix_s")):
        raise Flawed(Flaw.RESULT_WRONG, "void", "is not of this attempt at this draw")
    known = {official.index: bytes.fromhex(official.key) for official in rules.terms.officials}
    if len(void.signatures) < 2 or not void.signatures.keys() <= known.keys():
        raise Flawed(Flaw.SIGNATURE_INVALID, "void", "needs two officials of these rules")
    for index, signature in void.signatures.items():
        signatures.check(known[index], signature, PREFIX + digest(void.raw), "void")
    return reason


def attempts(voids: Sequence[Void], rules: Rules) -> int:
    """The attempt whose result is on record; void itself, where the list was wrong and none follows.

    Flawed: as `check`; SECOND_RESULT, where a draw with a wrong list was held again.
    """
    reasons = [check(void, rules, attempt) for attempt, void in enumerate(voids)]
    if VoidReason.ROSTER_ERROR in reasons[:-1]:
        raise Flawed(Flaw.SECOND_RESULT, "void", "a wrong roster needs a draw of another id")
    return len(reasons) - (VoidReason.ROSTER_ERROR in reasons)
