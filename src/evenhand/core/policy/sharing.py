"""Who may have how much: the part of a policy about shares, limits, entry and draws."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Literal

from evenhand.core.documents import DocumentKind
from evenhand.core.policy.reading import Must
from evenhand.core.policy.words import (
    Code,
    Count,
    Duration,
    Leftover,
    Miss,
    Natural,
    Positive,
    Publication,
    ReserveKind,
    Residency,
    Share,
    Tickets,
    Weekday,
)
from evenhand.core.terms import Channel, KeptFor, LimitRule, UnitsRule

Ladder = Annotated[
    tuple[tuple[Natural, Natural], ...],
    Must("begin at 0 losses", lambda ladder: bool(ladder) and ladder[0][0] == 0),
    Must("rise in losses", lambda ladder: all(a[0] < b[0] for a, b in pairwise(ladder))),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """How many units one claim may ask for. One number: exactly that many."""

    min: Positive
    max: Positive
    step: Positive

    @staticmethod
    def spell(raw: object) -> object:
        """`5` is `{ min = 5, max = 5, step = 5 }`."""
        return {"min": raw, "max": raw, "step": raw} if isinstance(raw, int) else raw

    def rule(self) -> UnitsRule:
        """As the gate asks."""
        return UnitsRule(self.min, self.max, self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalWindow:
    """A release's hours, local to the city. `closes` is on the same day; `lasts` instead may run over several."""

    opens: time
    closes: time | None = None
    lasts: Duration | None = None
    days: Literal["all"] | tuple[Weekday, ...] = "all"
    lobby: timedelta = timedelta(minutes=30)

    @property
    def length(self) -> timedelta:
        """How long a release is open."""
        if self.lasts is not None or self.closes is None:
            return self.lasts or timedelta()
        return datetime.combine(date.min, self.closes) - datetime.combine(date.min, self.opens)

    def held_on(self, day: date) -> bool:
        """Whether that day of the week has a release."""
        return self.days == "all" or list(Weekday)[day.weekday()] in self.days


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `units` in at most `claims` claims per `every`."""

    units: Positive
    claims: Positive = 1
    every: Duration
    count: Count = Count.DAYS

    def rule(self) -> LimitRule:
        """As the counter asks."""
        return LimitRule(self.units, self.claims, self.every, calendar_days=self.count is Count.DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """One ledger over all channels, modes and merchants. Limits of a household or address stand beside the person's."""

    person: Limit
    household: Limit | None = None
    address: Limit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """From `min` to `max` years, both included."""

    min: Natural = 0
    max: Natural = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Who may take part. `provisional`: whoever can't be confirmed yet takes part until shown otherwise."""

    residency: Residency = Residency.SERVED
    id_types: Literal["all"] | tuple[DocumentKind, ...] = "all"
    age: Literal["any"] | Age = "any"
    provisional: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Tickets in a ballot: by losses in a row (`ladder`), plus those of priority groups, `max` at most."""

    ladder: Ladder = ((0, 1),)
    priority: Tickets = field(default_factory=lambda: MappingProxyType({}))
    max: Annotated[int, Must("be from 1 to 64", lambda n: 1 <= n <= 64)] = 1
    miss: Miss = Miss.KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """Where a draw's randomness comes from, and who checks the draw."""

    beacon: Code | None = None
    officials: Natural = 2
    min_bits: Annotated[int, Must("be from 64 to 512", lambda n: 64 <= n <= 512)] = 128
    fallbacks: tuple[Code, ...] = ()
    publication: Publication = Publication.FULL
    auditors: tuple[Code, ...] = ()

    @property
    def level(self) -> str:
        """B where the seed may have fewer than 128 bits, else A."""
        return "A" if self.min_bits >= 128 else "B"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """A part of the quota kept for a district, channel or priority group; key `*` splits the rest by population."""

    by: KeptFor
    key: str
    share: Share | None = None
    kind: ReserveKind = ReserveKind.SOFT
    order: Positive
    until: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timers:
    """How long each side has; by telephone `hotline_factor` times as long."""

    hold: Duration = timedelta(minutes=5)
    pay: Duration = timedelta(minutes=30)
    accept: Duration = timedelta(hours=2)
    entitlement: Duration = timedelta(hours=24)
    hotline_factor: Annotated[int, Must("be from 1 to 4", lambda n: 1 <= n <= 4)] = 2

    def paying(self, channel: Channel) -> timedelta:
        """How long somebody of this channel has to pay."""
        return self.pay * (self.hotline_factor if channel is Channel.HOTLINE else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """Who is offered what others let go: alternates as a share of winners, in rounds, never in the quiet hours."""

    alternates: Share = Decimal("0.5")
    rounds: Positive = 3
    quiet: tuple[time, time] = (time(21), time(8))
    leftover: Leftover = Leftover.NEXT_RELEASE
