"""A city's policy as a whole: the city, its outlets, its campaigns, and what a campaign and a dated release share."""

# ruff: noqa: RUF009 - the defaults are frozen values; ruff sees that only where a class is in the same file

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from statistics import fmean
from typing import Annotated, Literal

from evenhand.core.policy.reading import Must
from evenhand.core.policy.sharing import (
    Eligibility,
    Limits,
    LocalWindow,
    Reserve,
    Seed,
    Timers,
    Units,
    Waterfall,
    Weights,
)
from evenhand.core.policy.supply import (
    Commission,
    Delivery,
    Dispatch,
    Fulfilment,
    Good,
    Handover,
    NotEmpty,
    Overbook,
    PaymentFee,
    Price,
    Privacy,
    ServiceArea,
    Subsidy,
    Surge,
)
from evenhand.core.policy.words import (
    BallotAdapter,
    Code,
    Dial,
    Duration,
    FourEyes,
    Household,
    IdentityAdapter,
    Key,
    Natural,
    NoticeKind,
    PaymentAdapter,
    Positive,
    Slug,
    Sms,
    Text,
    Words,
)
from evenhand.core.terms import Mode, Place

CoolOff = Annotated[timedelta, Must("be at most 90d", lambda length: length <= timedelta(days=90))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """A neighborhood that residents pick by name, and its middle: where a parcel for it is driven to."""

    name: Text
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A part of the city. A bare code is enough; a population is needed where shares are split by it.

    `communities`: those that can be picked in an address; none: its rest is written freely.
    """

    code: Code
    name: Text | None = None
    population: Natural | None = None
    at: Place | None = None
    communities: tuple[Community, ...] = ()

    @staticmethod
    def spell(raw: object) -> object:
        """`"yingze"` is `{ code = "yingze" }`."""
        return {"code": raw} if isinstance(raw, str) else raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotline:
    """The telephone that stands on every page, with its hours, local to the city."""

    phone: Dial
    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """Who the city is, and whom to call."""

    slug: Slug
    name: Text
    districts: Annotated[tuple[District, ...], NotEmpty]
    timezone: Words = "Asia/Shanghai"
    hotline: Hotline | None = None

    def served(self, area: ServiceArea) -> tuple[str, ...]:
        """Codes of the districts that lie in a service area."""
        return tuple(district.code for district in self.districts) if area.districts == "all" else area.districts


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapters:
    """Which socket answers what the city needs from outside."""

    sms: Sms = Sms.CONSOLE
    payment: PaymentAdapter = PaymentAdapter.FAKE
    identity: IdentityAdapter | None = None
    ballot: BallotAdapter | None = None
    winner_key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """Pick-up times at an outlet: `capacity` persons every so often."""

    opens: time
    closes: time
    every: Duration
    capacity: Positive


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A merchant's place with stock: the depot from which its orders leave."""

    code: Code
    name: Text
    district: Code
    at: Place
    opens: time
    closes: time
    slots: Slots | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePolicy:
    """Every key that a release lives by. A campaign says them once; a dated release may say some of them otherwise."""

    mode: Mode
    good: Good
    quota: Positive
    units: Units = Units(min=1, max=1, step=1)
    window: LocalWindow
    guarantee: bool = False
    limits: Limits
    eligibility: Eligibility = Eligibility()
    cool_off: CoolOff = timedelta()
    weights: Weights = Weights()
    household_entry: Household = Household.NONE
    seed: Seed | None = None
    rollover_draws: Natural = 0
    hardship_units: Natural = 0
    reserves: tuple[Reserve, ...] = ()
    timers: Timers = Timers()
    waterfall: Waterfall = Waterfall()
    overbook: Overbook = Decimal(0)
    price: Price
    subsidy: Subsidy = Subsidy()
    commission: Commission = Commission()
    payment_fee: PaymentFee = PaymentFee()
    delivery: Delivery
    service_area: ServiceArea = ServiceArea()
    dispatch: Dispatch = Dispatch()
    fulfilment: Fulfilment = Fulfilment()
    handover: Handover = Handover()
    notice: Text | None = None
    notices: Literal["all"] | tuple[NoticeKind, ...] = "all"
    surge: Surge = Surge()
    privacy: Privacy = Privacy()
    four_eyes: Annotated[
        tuple[FourEyes, ...], Must(f"name all of {', '.join(FourEyes)}", lambda named: set(named) == set(FourEyes))
    ] = tuple(FourEyes)

    def kept(self) -> timedelta:
        """How long a person's data is kept after the last use; never shorter than a limit looks back."""
        limits = (self.limits.person, self.limits.household, self.limits.address)
        return max(self.privacy.retention, self.cool_off, *(limit.every for limit in limits if limit))


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRelease(ReleasePolicy):
    """The release of one day, with every key: the campaign's own where the day says nothing else."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPolicy(ReleasePolicy):
    """A good offered in a city. Without dated releases there is one a day."""

    code: Code
    releases: tuple[DatedRelease, ...] = ()

    @staticmethod
    def spell(raw: object) -> object:
        """Dated releases inherit what they don't say, key by whole key: a day's `window` replaces the campaign's."""
        if not isinstance(raw, Mapping) or not isinstance(raw.get("releases"), list):
            return raw
        shared = {key: value for key, value in raw.items() if key not in ("code", "releases")}
        inherited = [shared | release if isinstance(release, dict) else release for release in raw["releases"]]
        return {**raw, "releases": inherited}

    def on(self, day: date) -> ReleasePolicy | None:
        """What a release on that day lives by. None: there is none, because only other days are named."""
        if not self.releases:
            return self
        return next((release for release in self.releases if release.on == day), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CityPolicy:
    """One city's file."""

    schema: Annotated[int, Must("be 1", lambda number: number == 1)] = 1
    assumed: tuple[Words, ...] = ()
    city: City
    adapters: Adapters = Adapters()
    outlets: Annotated[tuple[Outlet, ...], NotEmpty]
    campaigns: Annotated[tuple[CampaignPolicy, ...], NotEmpty]

    def is_assumed(self, key: str) -> bool:
        """Whether the value under this dotted key is a preset of the file's author, not a reported fact."""
        return any(key == each or key.startswith(f"{each}.") for each in self.assumed)

    def center(self, district: District) -> Place:
        """Where a district is: its own place, else the middle of its outlets, else that of all outlets."""
        if district.at is not None:
            return district.at
        places = [outlet.at for outlet in self.outlets if outlet.district == district.code]
        places = places or [outlet.at for outlet in self.outlets]
        return Place(fmean(place.lon for place in places), fmean(place.lat for place in places))

    def campaign(self, code: str) -> CampaignPolicy:
        """The campaign of that code. KeyError: there is none."""
        return {campaign.code: campaign for campaign in self.campaigns}[code]
