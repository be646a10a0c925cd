"""Everybody who has a part in a city's day: residents in the vault, staff behind the doors, goods to come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities
from evenhand.apps.cities import services as cities_services
from evenhand.apps.dispatch import services as dispatch
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment.queries import Outlet
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents.queries import Person
from evenhand.cli import loading, people
from evenhand.config.errors import Misconfigured
from evenhand.core.policy import CampaignPolicy, CityPolicy, coming_windows
from evenhand.core.policy.supply import Dispatch
from evenhand.core.terms import Role, VehicleKind, Window

MORNING = -timedelta(hours=2)
"""When the day begins. Hours of the day count from the opening hour, which is the campaign's."""
SHIFT = (timedelta(), timedelta(hours=10))
WALKERS = 200
PARCELS_PER_RIDER = 25
"""What a rider brings within the hours of the promise."""
CREW = 4
"""Riders with e-bikes that a van carries."""
HOLDS = {VehicleKind.CAR: 60, VehicleKind.VAN: 240}
"""Parcels that fit into a car, and into a van beside its crew."""


@dataclass(frozen=True, slots=True)
class Cast:
    """A city and its people. `window`: opening hours of the day they play; `riders` and `merchants` stand by outlet.

    `walkers`: the first of the residents, who go through every page instead of straight to the gate.
    """

    slug: str
    policy: CityPolicy
    zone: ZoneInfo
    campaign_id: UUID
    window: Window
    residents: list[Person]
    outlets: list[Outlet]
    merchants: dict[UUID, UUID]
    riders: dict[UUID, list[UUID]]
    dispatcher: UUID
    official: UUID
    auditor: UUID

    @property
    def walkers(self) -> list[Person]:
        return self.residents[: min(WALKERS, len(self.residents) // 10)]

    @property
    def campaign(self) -> CampaignPolicy:
        """What they share: the first that the city offers."""
        return self.policy.campaigns[0]

    @property
    def day(self) -> date:
        """The day they play, as the city's calendar has it."""
        return self.hour(timedelta()).date()

    def hour(self, after: timedelta) -> datetime:
        """So long after the opening hour, in the city's zone."""
        return (self.window.opens + after).astimezone(self.zone)


def assemble(policy: CityPolicy, *, residents: int, packs: int, seed: int, seen: Callable[[int], None]) -> Cast:
    """Put up the city, enroll its people (`seen` hears how many at a time), hire its staff. Again: nobody twice."""
    slug = policy.city.slug
    with city_transaction(slug) as at:
        loading.put_up(policy, rehearsal=True, at=at)
    enrolled: list[Person] = []
    for batch in people.enroll(slug, count=residents, seed=seed):
        enrolled += batch
        seen(len(batch))
    with city_transaction(slug) as at:
        zone = ZoneInfo(policy.city.timezone)
        campaign = _offered(policy)
        window = _window(policy, at, zone)
        outlets = fulfilment.outlets(city=slug)
        merchants = {outlet.id: _hire(slug, Role.MERCHANT, outlet, 1)[0] for outlet in outlets}
        riders = _riders(slug, policy, outlets, packs)
        dispatcher, official, auditor = (
            _hire(slug, role, None, 1)[0] for role in (Role.DISPATCHER, Role.OFFICIAL, Role.AUDITOR)
        )
        cast = Cast(
            slug, policy, zone, campaign, window, enrolled, outlets, merchants, riders, dispatcher, official, auditor
        )
        _start_shifts(cast, at)
    return cast


def _offered(policy: CityPolicy) -> UUID:
    """The id under which the city's first campaign was published."""
    published = {campaign.code: campaign.id for campaign in campaigns.campaigns(city=policy.city.slug)}
    return published[policy.campaigns[0].code]


def _window(policy: CityPolicy, at: datetime, zone: ZoneInfo) -> Window:
    """The hours of the campaign's first day that is still to begin and has no release yet: a city's clock never runs
    backward. Misconfigured: the policy names no such day.
    """
    scheduled = campaigns.releases(city=policy.city.slug)
    taken = {release.terms.window.opens.astimezone(zone).date() for release in scheduled}
    for window in coming_windows(policy.campaigns[0], at - MORNING, zone):
        if window.opens.date() not in taken:
            return window
    raise Misconfigured(f"{policy.city.slug} has no day to play: campaigns.{policy.campaigns[0].code} is over")


def _hire(city: str, role: Role, outlet: Outlet | None, many: int) -> list[UUID]:
    """As many of a role as are needed; who works there already stays."""
    code = outlet.code if outlet else None
    known = [member.id for member in cities.staff(city=city, role=role) if member.outlet_code == code]
    new = [
        cities_services.add_staff(city=city, role=role, name=f"{role.value.capitalize()} {number}", outlet_code=code)
        for number in range(len(known) + 1, many + 1)
    ]
    return [*known, *new][:many]


def _riders(city: str, policy: CityPolicy, outlets: list[Outlet], packs: int) -> dict[UUID, list[UUID]]:
    """Enough riders for each outlet's share of the district's parcels, and one more; vans with a crew where needed."""
    people_of = {district.code: district.population or 1 for district in policy.city.districts}
    everybody = sum(people_of[outlet.district] for outlet in outlets)
    dispatching = policy.campaigns[0].dispatch
    riders = {}
    for outlet in outlets:
        share = packs * people_of[outlet.district] / everybody
        vans = len(dispatching.drop_off)
        bikes = 2 + round(share / PARCELS_PER_RIDER) + vans * CREW
        hired = _hire(city, Role.RIDER, outlet, bikes + vans + (VehicleKind.CAR in dispatching.vehicles))
        for number, rider in enumerate(hired):
            kind = (
                VehicleKind.E_BIKE if number < bikes else VehicleKind.VAN if number < bikes + vans else VehicleKind.CAR
            )
            _give_vehicle(city, outlet, rider, kind, dispatching)
        riders[outlet.id] = hired
    return riders


def _give_vehicle(city: str, outlet: Outlet, rider: UUID, kind: VehicleKind, dispatching: Dispatch) -> None:
    e_bike = kind is VehicleKind.E_BIKE
    range_km = dispatching.ebike_range_km if e_bike else None
    dispatch.add_rider(
        city=city,
        staff_id=rider,
        outlet_id=outlet.id,
        vehicle=kind,
        parcels_max=dispatching.batch_max if e_bike else HOLDS[kind],
        range_m=range_km * 1000 if range_km else None,
        bikes_max=CREW if kind is VehicleKind.VAN else None,
    )


def _start_shifts(cast: Cast, at: datetime) -> None:
    starts, ends = (cast.hour(hour) for hour in SHIFT)
    for riders in cast.riders.values():
        for rider in riders:
            dispatch.start_shift(city=cast.slug, at=at, rider_id=rider, starts_at=starts, ends_at=ends)
