"""Facts in the past tense. Each becomes one journal row: kind, subject, data; its time and city stand beside it.

`subject` names the thing whose history the fact belongs to. Fields hold ids, counts and codes: never personal data.
"""

from dataclasses import dataclass

from evenhand.core.decided import HandoverDecided, RiderReplaced
from evenhand.core.events.draws import (
    BallotEntered,
    ClaimEntered,
    DrawFrozen,
    DrawHeld,
    DrawRulesPublished,
    DrawSealed,
    DrawVoided,
    EntitlementLapsed,
    LeftoverCarried,
    LobbyDrawn,
    LobbyFrozen,
    NumberRedeemed,
    NumbersLapsed,
    ReserveReturned,
    RoundReached,
    UnitsPoured,
    WinnersImported,
)
from evenhand.core.events.hall import (
    AnnouncementPosted,
    CityFrozen,
    CityThawed,
    CorrectionPosted,
    PartnerClaimed,
    PeriodMoved,
    ResidentsExported,
    StatementDrawn,
)
from evenhand.core.facts import Event

__all__ = [
    "AcceptanceLapsed",
    "AnnouncementPosted",
    "BallotEntered",
    "CampaignPublished",
    "CaseAnswered",
    "CaseOpened",
    "CityFrozen",
    "CityThawed",
    "ClaimEntered",
    "ClaimGranted",
    "CorrectionPosted",
    "DialTurned",
    "DrawFrozen",
    "DrawHeld",
    "DrawRulesPublished",
    "DrawSealed",
    "DrawVoided",
    "EntitlementLapsed",
    "Event",
    "HandedOver",
    "HandoverDecided",
    "HandoverFailed",
    "LeftoverCarried",
    "LobbyDrawn",
    "LobbyFrozen",
    "LotDisinfected",
    "LotReceived",
    "NumberRedeemed",
    "NumbersLapsed",
    "OrderAccepted",
    "OrderCancelled",
    "OrderDeclined",
    "OrderPaid",
    "OrderPlaced",
    "ParcelDispatched",
    "ParcelPacked",
    "ParcelReturned",
    "PartnerClaimed",
    "PaymentLapsed",
    "PeriodMoved",
    "PersonForgotten",
    "PersonLookedUp",
    "PersonVerified",
    "ReleaseClosed",
    "ReleaseOpened",
    "ReleaseScheduled",
    "ReserveReturned",
    "ResidentsExported",
    "RiderReplaced",
    "RoundReached",
    "StatementDrawn",
    "StockCounted",
    "UnitsPoured",
    "WaveDiscarded",
    "WavePlanned",
    "WinnersImported",
]


@dataclass(frozen=True, slots=True)
class CampaignPublished(Event):
    """subject: campaign."""

    code: str
    terms_hash: str


@dataclass(frozen=True, slots=True)
class ReleaseScheduled(Event):
    """subject: release."""

    campaign: str


@dataclass(frozen=True, slots=True)
class ReleaseOpened(Event):
    """subject: release. Its hour has come."""


@dataclass(frozen=True, slots=True)
class ReleaseClosed(Event):
    """subject: release. Its window is over."""

    left: int


@dataclass(frozen=True, slots=True)
class DialTurned(Event):
    """subject: release, or zeros for the whole city. How far its gate is open from now on."""

    admit: str
    per_s: int
    by: str


@dataclass(frozen=True, slots=True)
class PersonVerified(Event):
    """subject: person."""

    channel: str


@dataclass(frozen=True, slots=True)
class PersonForgotten(Event):
    """subject: person. Their key is gone, and what it opened; `why`: they asked, or the time to keep it was over."""

    why: str


@dataclass(frozen=True, slots=True)
class PersonLookedUp(Event):
    """subject: person. An agent found them, for a reason."""

    agent: str
    reason: str


@dataclass(frozen=True, slots=True)
class CaseOpened(Event):
    """subject: case. `about`: the order or claim it concerns, or nothing."""

    case: str
    reason: str
    about: str


@dataclass(frozen=True, slots=True)
class CaseAnswered(Event):
    """subject: case."""

    case: str
    answer: str


@dataclass(frozen=True, slots=True)
class ClaimGranted(Event):
    """subject: claim. Written by the admission function itself, in the claim's own transaction."""


@dataclass(frozen=True, slots=True)
class OrderPlaced(Event):
    """subject: order."""

    claim: str


@dataclass(frozen=True, slots=True)
class OrderPaid(Event):
    """subject: order. Paid, or nothing to pay before the door."""


@dataclass(frozen=True, slots=True)
class PaymentLapsed(Event):
    """subject: order. Its time to pay is over."""


@dataclass(frozen=True, slots=True)
class AcceptanceLapsed(Event):
    """subject: order. The merchant's time to accept it is over."""


@dataclass(frozen=True, slots=True)
class OrderCancelled(Event):
    """subject: order."""

    reason: str


@dataclass(frozen=True, slots=True)
class OrderAccepted(Event):
    """subject: order. The merchant will fulfil it."""

    outlet: str


@dataclass(frozen=True, slots=True)
class LotReceived(Event):
    """subject: lot."""

    units: int


@dataclass(frozen=True, slots=True)
class LotDisinfected(Event):
    """subject: lot."""


@dataclass(frozen=True, slots=True)
class StockCounted(Event):
    """subject: count. `difference`: units found beyond the book, below zero if some are missing."""

    lot: str
    difference: int


@dataclass(frozen=True, slots=True)
class OrderDeclined(Event):
    """subject: order. Its merchant cannot fulfil it."""

    outlet: str


@dataclass(frozen=True, slots=True)
class ParcelPacked(Event):
    """subject: parcel."""

    order: str
    lot: str


@dataclass(frozen=True, slots=True)
class WavePlanned(Event):
    """subject: wave."""

    stops: int


@dataclass(frozen=True, slots=True)
class WaveDiscarded(Event):
    """subject: wave. Its plan was not taken; its parcels wait for another."""


@dataclass(frozen=True, slots=True)
class ParcelDispatched(Event):
    """subject: parcel. On board, on its way."""

    order: str
    stop: str


@dataclass(frozen=True, slots=True)
class HandoverFailed(Event):
    """subject: parcel. A visit without handover."""

    order: str
    reason: str


@dataclass(frozen=True, slots=True)
class HandedOver(Event):
    """subject: parcel. In a person's hands, proved, final."""

    order: str
    proof: str


@dataclass(frozen=True, slots=True)
class ParcelReturned(Event):
    """subject: parcel. Scanned back at the outlet."""

    order: str
