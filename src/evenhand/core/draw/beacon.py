"""The beacon's round: a signature that nobody could know before its hour, and that anybody can check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evenhand.core.draw import agree, bls, keys
from evenhand.core.draw.flaws import Flaw, Flawed
from evenhand.core.draw.notation import be64, digest
from evenhand.core.draw.rules import Rules
from evenhand.core.draw.shape import Chain, Drand

VOID_WAIT_S = 86_400


@dataclass(frozen=True, slots=True)
class Silence:
    """A relay that was asked for the round and had none, at a Unix second, with what it said."""

    relay: str
    at: int
    answer: str


def check(chain: Chain, number: int, signature: bytes) -> bytes:
    """The randomness of a round: SHA-256 of its signature. Flawed: BEACON_INVALID, if it is not that round's."""
    if not bls.holds(bytes.fromhex(chain.public_key), digest(be64(number)), signature):
        raise Flawed(Flaw.BEACON_INVALID, "signature", f"is not that of round {number}")
    return digest(signature)


def line(awaited: Drand, signature: bytes) -> str:
    """The round as it stands in the IKM."""
    return keys.drand_line(bytes.fromhex(awaited.chain.hash), awaited.round, signature)


def awaited(rules: Rules, attempt: int = 0, fallback: int = -1) -> Drand | None:
    """The round that the rules wait for; None, if they rest on sources drawn by hand or on a promise.

    After a void (`attempt` 1, 2, …) it is a day later each time; `fallback` counts the entries of `fallbacks` from 0.
    """
    first = rules.terms.sources.drand if fallback < 0 else rules.terms.fallbacks[fallback]
    if first is None or not attempt:
        return first
    later = attempt * -(-VOID_WAIT_S // first.chain.period)
    return Drand(first.t + later * first.chain.period, first.round + later, first.chain)


def in_force(rules: Rules, attempt: int, told: Mapping[int, Sequence[Silence]]) -> int:
    """Which round applies: -1 the first, else the fallback. `told`: answers of relays, by the step that they lacked."""
    for step in range(-1, len(rules.terms.fallbacks) - 1):
        late = awaited(rules, attempt, step)
        if late is None or not is_silent(told.get(step, ()), rules, late):
            return step
    return len(rules.terms.fallbacks) - 1


def is_overdue(late: Drand, unix_s: int) -> bool:
    """Whether a round that relays lack now counts as silence: a day after it was due."""
    return unix_s >= agree.drawn_at(late) + agree.FALLBACK_AFTER_S


def is_silent(told: Sequence[Silence], rules: Rules, late: Drand) -> bool:
    """Whether two relays of the rules or more had no round, a day after it was due."""
    relays = {each.relay for each in told if is_overdue(late, each.at) and each.relay in rules.terms.relays}
    return len(relays) >= 2


def check_silence(told: Sequence[Silence], rules: Rules, late: Drand) -> None:
    """Whether a fallback may apply: two relays of the rules or more had no round, a day after it was due.

    Flawed: BEACON_INVALID. Nobody decides it; the stored answers do.
    """
    if not is_silent(told, rules, late):
        raise Flawed(Flaw.BEACON_INVALID, "unavailable", "two relays or more must have had no round for a day")
