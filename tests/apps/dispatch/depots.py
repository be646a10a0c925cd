"""An outlet with packed parcels for doors all around, and riders who are there."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from evenhand.apps.cities import services as cities
from evenhand.apps.dispatch import queries, services
from evenhand.apps.dispatch.queries import Task
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import models as residents
from evenhand.core.routing import solver
from evenhand.core.routing.plan import Plan
from evenhand.core.terms import Role, VehicleKind
from tests.apps import rows
from tests.apps.rows import Town

TEN = datetime(2026, 12, 5, 2, tzinfo=UTC)
"""Ten in the morning, city time."""


@dataclass(frozen=True, slots=True)
class Yard:
    """What `made` made."""

    town: Town
    parcels: list[UUID]
    riders: list[UUID]
    dispatcher: UUID

    @property
    def city(self) -> str:
        return self.town.city


def made(city: str, parcels: int = 6, riders: int = 2) -> Yard:
    """Outside of transactions. The doors lie in a row, each some hundred meters farther from the outlet."""
    with city_transaction(city) as now:
        town = rows.found(city, TEN)
        cities.set_clock(city=city, started_at=now, city_at=TEN, rate=0)
        packed = []
        for number in range(parcels):
            packed += rows.pack(town, 1)
            newest = residents.Address.objects.filter(city=city, lon=rows.HOMES["north"].lon)
            newest.update(lon=120.0 - number / 1000)
        dispatcher = cities.add_staff(city=city, role=Role.DISPATCHER, name="Testing dispatcher")
        return Yard(town, packed, [rider(town) for _ in range(riders)], dispatcher)


def rider(town: Town, *, hours: float = 6, parcels_max: int = 4, range_m: int | None = 40_000) -> UUID:
    """A rider on an e-bike, whose shift has just begun."""
    staff = cities.add_staff(city=town.city, role=Role.RIDER, name="Testing rider", outlet_code="north-1")
    services.add_rider(
        city=town.city,
        staff_id=staff,
        outlet_id=town.north,
        vehicle=VehicleKind.E_BIKE,
        parcels_max=parcels_max,
        range_m=range_m,
    )
    services.start_shift(city=town.city, at=TEN, rider_id=staff, ends_at=TEN + timedelta(hours=hours))
    return staff


def task(yard: Yard, at: datetime = TEN) -> Task:
    return queries.task(city=yard.city, at=at, outlet_id=yard.town.north)


def solved(task: Task) -> Plan:
    return solver.solve(task.problem, seed=1, should_stop=lambda: False, iterations=50)


def store(yard: Yard, task: Task, plan: Plan | None = None) -> UUID:
    return services.store_plan(city=yard.city, at=TEN, by=yard.dispatcher, task=task, plan=plan or solved(task))


def planned(yard: Yard) -> UUID:
    """A wave of all that is packed, stored."""
    with city_transaction(yard.city):
        return store(yard, task(yard))


def accepted(yard: Yard) -> UUID:
    """The same, on the road."""
    wave = planned(yard)
    with city_transaction(yard.city):
        services.accept_wave(city=yard.city, at=TEN, wave_id=wave, by=yard.dispatcher)
    return wave


def on_behalf(plan: Plan, rider: UUID) -> Plan:
    """The plan, ridden by somebody else."""
    return replace(plan, routes=[replace(route, vehicle=str(rider)) for route in plan.routes])
