"""What a mode is: it decides about one request from the release's terms alone, and carries nothing out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from evenhand.core.errors import Reason
from evenhand.core.terms import ReleaseTerms, Request


@dataclass(frozen=True, slots=True)
class Take:
    """Let the counter decide now: limits and quota."""


@dataclass(frozen=True, slots=True)
class Enter:
    """Keep it as an entry; a draw decides later."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Let the person stand in the lobby; the hour answers, in an order drawn then."""


@dataclass(frozen=True, slots=True)
class Redeem:
    """It stands on something won before: let whoever keeps the winners decide."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """No, without asking the counter; with the field that the reason concerns and facts for its text."""

    reason: Reason
    field: str = ""
    facts: Mapping[str, object] = MappingProxyType({})


Decision = Take | Enter | Wait | Redeem | Refuse


def fault(terms: ReleaseTerms, request: Request) -> Refuse | None:
    """What no hour would make right: units_invalid, out_of_area. None: nothing."""
    if not terms.units.allows(request.units):
        return Refuse(Reason.UNITS_INVALID, "units")
    if request.district not in terms.districts:
        return Refuse(Reason.OUT_OF_AREA)
    return None


class Mode(Protocol):
    """A module of this package."""

    def decide(self, terms: ReleaseTerms, request: Request, now: datetime) -> Decision:
        """What becomes of a request that arrives `now`."""
