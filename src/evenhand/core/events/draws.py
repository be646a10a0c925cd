"""Facts of draws, lobbies and winner lists, and of units that go elsewhere."""

from dataclasses import dataclass

from evenhand.core.facts import Event


@dataclass(frozen=True, slots=True)
class ClaimEntered(Event):
    """subject: claim. Kept as an entry; written by the admission function itself."""


@dataclass(frozen=True, slots=True)
class EntitlementLapsed(Event):
    """subject: entitlement. Its time is over and nobody took it."""


@dataclass(frozen=True, slots=True)
class DrawRulesPublished(Event):
    """subject: draw. Two officials agreed on its rules, to the byte."""

    rules: str


@dataclass(frozen=True, slots=True)
class BallotEntered(Event):
    """subject: claim. Its leaf is in the log, and its receipt is signed."""

    draw: str


@dataclass(frozen=True, slots=True)
class DrawFrozen(Event):
    """subject: draw. The list of entrants is closed, with the officials' promises."""

    entrants: int


@dataclass(frozen=True, slots=True)
class DrawSealed(Event):
    """subject: draw. Which officials' values count is closed."""

    accepted: int
    dropped: int


@dataclass(frozen=True, slots=True)
class RoundReached(Event):
    """subject: draw. The beacon's round is here and verified; `source`: who brought it."""

    signature: str
    source: str


@dataclass(frozen=True, slots=True)
class DrawHeld(Event):
    """subject: draw. It has its result."""

    attempt: int
    winners: int


@dataclass(frozen=True, slots=True)
class DrawVoided(Event):
    """subject: draw. An attempt does not count; two officials signed why."""

    attempt: int
    reason: str


@dataclass(frozen=True, slots=True)
class WinnersImported(Event):
    """subject: campaign. A list of the city's own ballot was taken in, or a later revision of it."""

    list_id: str
    revision: int
    winners: int


@dataclass(frozen=True, slots=True)
class NumberRedeemed(Event):
    """subject: entitlement."""

    list_id: str


@dataclass(frozen=True, slots=True)
class NumbersLapsed(Event):
    """subject: campaign. Numbers of a list whose time went by; the city is told in its own format."""

    list_id: str
    numbers: int


@dataclass(frozen=True, slots=True)
class LobbyFrozen(Event):
    """subject: release. The list of those who came in time is closed."""

    size: int
    root: str


@dataclass(frozen=True, slots=True)
class LobbyDrawn(Event):
    """subject: release. What its lobby's order follows from is known."""

    line: str


@dataclass(frozen=True, slots=True)
class LeftoverCarried(Event):
    """subject: release. What nobody took of it goes to a later one."""

    to: str
    units: int


@dataclass(frozen=True, slots=True)
class UnitsPoured(Event):
    """subject: release. What came back went to the next in its line: units, in so many claims."""

    units: int
    claims: int


@dataclass(frozen=True, slots=True)
class ReserveReturned(Event):
    """subject: release. The hour of a soft reserve has come; what was left of it is free to all."""

    reserve: str
    units: int
