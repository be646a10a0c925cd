"""Everybody who has a part in a city's day: residents in the vault, staff behind the doors, goods to come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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
from evenhand.core.policy import CityPolicy
from evenhand.core.terms import Role, VehicleKind

STARTS = time(8)
SHIFT = (time(10), time(20))
WALKERS = 200
PARCELS_PER_RIDER = 25
"""What a rider brings within the hours of the promise."""


@dataclass(frozen=True, slots=True)
class Cast:
    """A city and its people. `day` is the day they play; `riders` and `merchants` stand by outlet.

    `walkers`: the first of the residents, who go through every page instead of straight to the gate.
    """

    slug: str
    policy: CityPolicy
    zone: ZoneInfo
    day: date
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

    def hour(self, at: time) -> datetime:
        """An hour of the day, in the city's zone."""
        return datetime.combine(self.day, at, self.zone)


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
        day = _day(slug, at, zone)
        outlets = fulfilment.outlets(city=slug)
        merchants = {outlet.id: _hire(slug, Role.MERCHANT, outlet, 1)[0] for outlet in outlets}
        riders = _riders(slug, policy, outlets, packs)
        dispatcher, official, auditor = (
            _hire(slug, role, None, 1)[0] for role in (Role.DISPATCHER, Role.OFFICIAL, Role.AUDITOR)
        )
        cast = Cast(slug, policy, zone, day, enrolled, outlets, merchants, riders, dispatcher, official, auditor)
        _start_shifts(cast, at)
    return cast


def _day(city: str, at: datetime, zone: ZoneInfo) -> date:
    """The first day that is still to begin and has no release yet: a city's clock never runs backward."""
    taken = {release.terms.window.opens.astimezone(zone).date() for release in campaigns.releases(city=city)}
    day = at.astimezone(zone).date()
    while day in taken or datetime.combine(day, STARTS, zone) <= at:
        day += timedelta(days=1)
    return day


def _hire(city: str, role: Role, outlet: Outlet | None, many: int) -> list[UUID]:
    """As many of a role as are needed; who works there already stays."""
    code = outlet.code if outlet else None
    known = [member.id for member in cities.staff(city=city, role=role) if member.outlet_code == code]
    where = f"{role.value} of {code}" if code else role.value
    new = [
        cities_services.add_staff(city=city, role=role, name=f"{where} {number}", outlet_code=code)
        for number in range(len(known) + 1, many + 1)
    ]
    return [*known, *new][:many]


def _riders(city: str, policy: CityPolicy, outlets: list[Outlet], packs: int) -> dict[UUID, list[UUID]]:
    """Enough riders for each outlet's share of the district's parcels, and one more."""
    people_of = {district.code: district.population or 1 for district in policy.city.districts}
    everybody = sum(people_of[outlet.district] for outlet in outlets)
    dispatching = policy.campaigns[0].dispatch
    riders = {}
    for outlet in outlets:
        share = packs * people_of[outlet.district] / everybody
        riders[outlet.id] = _hire(city, Role.RIDER, outlet, 2 + round(share / PARCELS_PER_RIDER))
        for rider in riders[outlet.id]:
            dispatch.add_rider(
                city=city,
                staff_id=rider,
                outlet_id=outlet.id,
                vehicle=VehicleKind.E_BIKE,
                parcels_max=dispatching.batch_max,
                range_m=dispatching.ebike_range_km * 1000 if dispatching.ebike_range_km else None,
            )
    return riders


def _start_shifts(cast: Cast, at: datetime) -> None:
    starts, ends = (cast.hour(hour) for hour in SHIFT)
    for riders in cast.riders.values():
        for rider in riders:
            dispatch.start_shift(city=cast.slug, at=at, rider_id=rider, starts_at=starts, ends_at=ends)
