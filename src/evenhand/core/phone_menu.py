"""The phone menu: what a caller's keys lead to. A call is a value, so that whoever connects calls keeps nothing else.

Nothing is booked before the caller was recognized, and no call goes on without an end: who is silent, or lost, three
times in a row is put through to a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

MISSES = 3
LAST_FOUR = 4
REPEAT, PERSON = "9", "0"
X = "*"
"""The key for the letter in which some documents end."""


class Step(StrEnum):
    """Where a call stands: what was read last."""

    LANGUAGE = "language"
    MENU = "menu"
    WHO = "who"
    OFFER = "offer"
    ANSWER = "answer"
    STATUS = "status"


class Act(StrEnum):
    """What is to be done before the next words are read."""

    NOTHING = "nothing"
    REPEAT = "repeat"
    MISSED = "missed"
    IDENTIFY = "identify"
    NEXT = "next"
    BOOK = "book"
    OPERATOR = "operator"
    HANG_UP = "hang_up"


@dataclass(frozen=True, slots=True)
class Call:
    """A call so far. `wants` is the step that follows once the caller is known; `nth` counts the goods read out."""

    id: str
    step: Step = Step.LANGUAGE
    language: str = "zh"
    wants: Step = Step.OFFER
    misses: int = 0
    person: str = ""
    nth: int = 0
    key: str = ""
    reason: str = ""
    """Why a booking was refused, where nothing else keeps it."""

    @property
    def keys(self) -> int:
        """How many keys are waited for."""
        return LAST_FOUR if self.step is Step.WHO else 1


MOVES: Mapping[tuple[Step, str], tuple[Act, Mapping[str, object]]] = {
    (Step.LANGUAGE, "1"): (Act.NOTHING, {"step": Step.MENU, "language": "zh"}),
    (Step.LANGUAGE, "2"): (Act.NOTHING, {"step": Step.MENU, "language": "en"}),
    (Step.MENU, "1"): (Act.NOTHING, {"step": Step.WHO, "wants": Step.OFFER, "key": "", "reason": ""}),
    (Step.MENU, "2"): (Act.NOTHING, {"step": Step.WHO, "wants": Step.STATUS}),
    (Step.OFFER, "1"): (Act.BOOK, {"step": Step.ANSWER}),
    (Step.OFFER, "2"): (Act.NEXT, {}),
    (Step.ANSWER, "1"): (Act.NOTHING, {"step": Step.MENU}),
    (Step.STATUS, "1"): (Act.NOTHING, {"step": Step.MENU}),
}
LAST_WORDS = (Step.ANSWER, Step.STATUS)
"""After these a caller who says nothing has heard all."""


def press(call: Call, keys: str) -> tuple[Call, Act]:
    """Where the keys lead; no keys: the caller was silent."""
    if keys == PERSON:
        return call, Act.OPERATOR
    if keys == REPEAT:
        return replace(call, misses=0), Act.REPEAT
    if call.step is Step.WHO:
        return _named(call, keys)
    if move := MOVES.get((call.step, keys)):
        act, changes = move
        return _on(call, **changes), act
    return _missed(call, keys)


def known(call: Call, person: str) -> Call:
    """The caller was recognized."""
    return _on(call, step=call.wants, person=person)


def unknown(call: Call) -> tuple[Call, Act]:
    """The four characters were not the caller's."""
    return _missed(call, "?")


def last_four(keys: str) -> str:
    """The end of a document as keys say it."""
    return keys.replace(X, "X")


def _named(call: Call, keys: str) -> tuple[Call, Act]:
    fits = len(keys) == LAST_FOUR and keys[:-1].isdecimal() and (keys[-1].isdecimal() or keys[-1] == X)
    return (call, Act.IDENTIFY) if fits and keys.isascii() else _missed(call, keys)


def _missed(call: Call, keys: str) -> tuple[Call, Act]:
    if call.step in LAST_WORDS and not keys:
        return call, Act.HANG_UP
    missed = replace(call, misses=call.misses + 1)
    return missed, Act.OPERATOR if missed.misses >= MISSES else Act.MISSED


def _on(call: Call, **changes: object) -> Call:
    """A step forward. Whoever is known already is not asked again."""
    moved = replace(call, misses=0, **changes)  # type: ignore[arg-type]  # the table's values are those of `Call`
    return replace(moved, step=moved.wants) if moved.step is Step.WHO and moved.person else moved
