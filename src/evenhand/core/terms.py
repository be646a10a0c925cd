"""Value types that every room speaks. Units count in the good's own unit, money is integer fen, times carry a zone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

CitySlug = NewType("CitySlug", str)
ClaimKey = NewType("ClaimKey", UUID)
Fen = NewType("Fen", int)
Units = NewType("Units", int)
PersonTag = NewType("PersonTag", bytes)
"""A person's pseudonym: 16 bytes of a keyed hash. It says that two claims are one person's, never whose."""


SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")


def city_slug(text: str) -> CitySlug:
    """A city's short name, safe in an address and in a database setting. ValueError: anything else."""
    if not SLUG.fullmatch(text):
        raise ValueError(f"not a city's slug: {text!r}")
    return CitySlug(text)


class Mode(StrEnum):
    """How a release hands out its quota."""

    FIRST_COME = "first_come"
    LOBBY = "lobby"
    BALLOT = "ballot"
    EXTERNAL_BALLOT = "external_ballot"


class Channel(StrEnum):
    """Where a claim came in."""

    WEB = "web"
    HOTLINE = "hotline"
    OUTLET = "outlet"
    PARTNER = "partner"


class Role(StrEnum):
    """The kinds of people who open a door."""

    RESIDENT = "resident"
    AGENT = "agent"
    MERCHANT = "merchant"
    RIDER = "rider"
    DISPATCHER = "dispatcher"
    OFFICIAL = "official"
    AUDITOR = "auditor"


class Way(StrEnum):
    """How the goods reach the person."""

    HOME = "home"
    OUTLET = "outlet"


class Proof(StrEnum):
    """What shows that the right person holds the parcel. DISPATCHER: decided by phone, which no policy can ask for."""

    CODE = "code"
    QR = "qr"
    ID_LAST4 = "id_last4"
    PHOTO = "photo"
    PROXY = "proxy"
    DISPATCHER = "dispatcher"


class VehicleKind(StrEnum):
    """What a rider drives. It decides the roads and the speed."""

    E_BIKE = "e_bike"
    CAR = "car"
    VAN = "van"


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open stretch of time, `opens <= t < closes`, both zoned."""

    opens: datetime
    closes: datetime

    def __post_init__(self) -> None:
        if self.opens.tzinfo is None or self.closes.tzinfo is None:
            raise ValueError("a window's times carry a zone")
        if self.closes <= self.opens:
            raise ValueError("a window closes after it opens")

    def holds(self, at: datetime) -> bool:
        """Whether `at` lies inside."""
        return self.opens <= at < self.closes


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the WGS-84 ellipsoid, in degrees."""

    lon: float
    lat: float

    def __post_init__(self) -> None:
        if not (-180 <= self.lon <= 180 and -90 <= self.lat <= 90):
            raise ValueError(f"not a place on earth: lon {self.lon}, lat {self.lat}")


@dataclass(frozen=True, slots=True)
class UnitsRule:
    """How many units one claim may ask for: `smallest..largest` in steps of `step`."""

    smallest: int
    largest: int
    step: int = 1

    def allows(self, units: int) -> bool:
        """Whether a claim may ask for exactly this many."""
        return self.smallest <= units <= self.largest and (units - self.smallest) % self.step == 0


@dataclass(frozen=True, slots=True)
class LimitRule:
    """At most `units` units in at most `claims` claims per window of `every`.

    `calendar_days` windows start at the city's midnight of the first grant; rolling windows at the grant itself.
    """

    units: int
    claims: int
    every: timedelta
    calendar_days: bool = True


class Scope(StrEnum):
    """Whom a limit counts. A cool-off counts a person's last grant alone."""

    PERSON = "person"
    HOUSEHOLD = "household"
    ADDRESS = "address"
    COOL_OFF = "cool_off"


class KeptFor(StrEnum):
    """By what a reserve tells those it is for."""

    DISTRICT = "district"
    CHANNEL = "channel"
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class Reserve:
    """A part of the quota for one district, channel or priority group; lower turns are asked first.

    A soft one is kept until `until`, on the city's clock; None: it is hard, kept to the end.
    """

    kind: KeptFor
    key: str
    units: Units
    turn: int
    until: time | None = None


@dataclass(frozen=True, slots=True)
class ReleaseTerms:
    """All that the gate must know of a release to decide about a request without asking anyone.

    `lobby`: how long before the hour people may come to wait.
    """

    city: CitySlug
    release: UUID
    campaign: UUID
    mode: Mode
    window: Window
    quota: Units
    units: UnitsRule
    person_limit: LimitRule
    districts: Sequence[str]
    household_limit: LimitRule | None = None
    address_limit: LimitRule | None = None
    cool_off: timedelta = timedelta()
    reserves: Sequence[Reserve] = ()
    lobby: timedelta = timedelta()

    @property
    def limits(self) -> dict[Scope, LimitRule]:
        """Every limit that holds, by whom it counts."""
        rules = {
            Scope.PERSON: self.person_limit,
            Scope.HOUSEHOLD: self.household_limit,
            Scope.ADDRESS: self.address_limit,
            Scope.COOL_OFF: self._cooling(),
        }
        return {scope: rule for scope, rule in rules.items() if rule}

    def _cooling(self) -> LimitRule | None:
        """After a grant nothing for so long, whatever the other limits say."""
        if not self.cool_off:
            return None
        return LimitRule(self.units.largest, 1, self.cool_off, calendar_days=False)


@dataclass(frozen=True, slots=True)
class Request:
    """One person's wish at the gate: who (as a pass proves it), how many, and the key by which a repeat is the same.

    Tags of household and address are zeros where a pass names none.
    """

    key: ClaimKey
    release: UUID
    person: PersonTag
    units: Units
    district: str
    channel: Channel = Channel.WEB
    household: bytes = bytes(16)
    address: bytes = bytes(16)
    groups: tuple[str, ...] = ()
