"""Facts of city hall and of its partners: stops, lists that leave, words to everybody, books stated and corrected."""

from dataclasses import dataclass

from evenhand.core.facts import Event


@dataclass(frozen=True, slots=True)
class CityFrozen(Event):
    """subject: zeros, the whole city. Nothing new is given from now on."""

    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class CityThawed(Event):
    """subject: zeros, the whole city. It goes on, as two officials agreed."""

    reason: str
    by: list[str]


@dataclass(frozen=True, slots=True)
class StatementDrawn(Event):
    """subject: statement."""

    day: str


@dataclass(frozen=True, slots=True)
class CorrectionPosted(Event):
    """subject: correction. An entry was reversed, or money was given back, by a new posting."""

    order: str
    correction: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class PeriodMoved(Event):
    """subject: period. A party's statement was drawn, approved, disputed, withdrawn or closed."""

    state: str
    by: str


@dataclass(frozen=True, slots=True)
class ResidentsExported(Event):
    """subject: the approval of it. A list of all residents, behind masks, was fetched."""

    many: int
    by: str


@dataclass(frozen=True, slots=True)
class AnnouncementPosted(Event):
    """subject: announcement. Two officials agreed on words to everybody."""

    public: bool
    receivers: int
    by: list[str]


@dataclass(frozen=True, slots=True)
class PartnerClaimed(Event):
    """subject: claim. A partner asked for somebody who agreed; `consent`: under which number it keeps the proof."""

    partner: str
    consent: str
