"""What a mode is: it decides about one request from the release's terms alone; others carry the decision out."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from evenhand.core.errors import Reason
from evenhand.core.terms import ReleaseTerms, Request


@dataclass(frozen=True, slots=True)
class Take:
    """Let the counter decide now: limits and quota."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """No, without asking the counter."""

    reason: Reason
    field: str = ""
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)


Decision = Take | Refuse


class Mode(Protocol):
    """A module of this package."""

    @staticmethod
    def decide(terms: ReleaseTerms, request: Request, now: datetime) -> Decision: ...
