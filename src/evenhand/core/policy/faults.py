"""What is wrong with a policy: all faults at once, each with its dotted key, the value found and the rule it breaks."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

NOT_YET = "not available yet"
"""The rule of a key that is in the vocabulary and that this version would not obey."""

LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """One fault. `value` is None where a key is missing."""

    key: str
    value: object
    rule: str

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.key}: {self.rule}"
        return f"{self.key} = {_shown(self.value)}: {self.rule}"


class PolicyError(Exception):
    """A policy that can't be used, with all its faults."""

    def __init__(self, errors: Iterable[PolicyFault]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(fault) for fault in self.errors))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest known word as a question, or all known words if none is near."""
    known = sorted(known)
    near = get_close_matches(word, known, n=1)
    return f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known) or 'none'}"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
