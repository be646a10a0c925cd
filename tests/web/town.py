"""A city for the tests of doors: somebody at every door, a day's release, and browsers that are signed in.

What a test is not about is done through the rooms' own verbs, in the order in which goods travel.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from django.test import Client

from evenhand.apps.campaigns import queries as campaigns_read
from evenhand.apps.campaigns import services as campaigns
from evenhand.apps.cities import services as cities
from evenhand.apps.dispatch import planning
from evenhand.apps.dispatch import queries as dispatch_read
from evenhand.apps.dispatch import services as dispatch
from evenhand.apps.fulfilment import queries as fulfilment_read
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.handover import queries as handover_read
from evenhand.apps.handover import services as handover
from evenhand.apps.journal import queries as journal
from evenhand.apps.journal.sockets import socket
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders_read
from evenhand.apps.orders import services as orders
from evenhand.apps.orders.queries import Order
from evenhand.apps.residents import services as residents
from evenhand.apps.residents.queries import Person
from evenhand.cli import loading
from evenhand.core.policy import CityPolicy, parse_city
from evenhand.core.terms import Request, Role, Units, VehicleKind
from evenhand.simulation import population
from evenhand.web.kit import session
from evenhand.worker import Worker
from tests.gate.counter import Counter, shared

FILE = Path(__file__).resolve().parents[2] / "cities" / "guangan.toml"
MORNING = datetime(2026, 12, 5, 1, 30, tzinfo=UTC)  # half past nine in the city
OPENS = MORNING + timedelta(minutes=30)
SHARE = 5
DAY = timedelta(hours=8)
AT_OUTLETS = (Role.MERCHANT, Role.RIDER)


@dataclass(frozen=True)
class Town:
    """A city with its people and staff; `outlet` is the one nearest to the first of its people."""

    slug: str
    people: list[Person]
    staff: dict[Role, UUID]
    outlet: UUID
    campaign: UUID
    release: UUID

    def url(self, path: str = "") -> str:
        return f"/{self.slug}/{path}"

    def clock(self, at: datetime) -> None:
        """Let the city's clock stand at a time."""
        with city_transaction(self.slug):
            cities.set_clock(city=self.slug, started_at=datetime.now(UTC), city_at=at, rate=0)

    def drain(self) -> None:
        """Let the worker act until nothing waits. Another one may be serving the city: then it is waited for."""
        worker = Worker()
        while worker.serve(self.slug) or worker.tell(self.slug) or self._waiting():
            pass

    def _waiting(self) -> int:
        with city_transaction(self.slug):
            return journal.waiting(city=self.slug)

    def browser(self, role: Role | None = None, who: UUID | None = None, language: str = "en") -> Client:
        """A browser, signed in by a rehearsal's link if a role is named."""
        client = Client()
        client.cookies["language"] = language
        if role:
            id = who or (self.people[0].id if role is Role.RESIDENT else self.staff[role])
            client.get(f"/demo/enter/{session.demo_token(city=self.slug, role=role, id=id)}")
        return client

    def order_of(self, person: Person) -> Order:
        with city_transaction(self.slug):
            return orders_read.of_person(city=self.slug, person=person.tag)[0]


def put_up(*, rehearsal: bool = True, file: Path = FILE) -> CityPolicy:
    """A fresh city, which has a real one's policy under a name of its own."""
    slug = f"t{secrets.token_hex(6)}"
    policy = parse_city(re.sub(r'^slug = "\w+"', f'slug = "{slug}"', file.read_text("utf-8"), flags=re.M))
    with city_transaction(slug) as at:
        loading.put_up(policy, rehearsal=rehearsal, at=at)
    return policy


def found(people: int = 6, quota: int = 100, file: Path = FILE, lasts: timedelta = DAY) -> Town:
    """A city, half an hour before its release opens."""
    policy = put_up(file=file)
    slug = policy.city.slug
    with city_transaction(slug) as at:
        imagined = population.people(policy, count=people, random=Random(5), today=MORNING.date())
        persons = residents.enroll(city=slug, at=at, persons=imagined)
        [campaign] = campaigns_read.campaigns(city=slug)
        nearest = fulfilment_read.nearest(city=slug, persons=[persons[0].tag])[persons[0].tag]
        outlet = fulfilment_read.outlet(city=slug, id=nearest)
        staff = {
            role: cities.add_staff(
                city=slug, role=role, name=f"The {role}", outlet_code=outlet.code if role in AT_OUTLETS else None
            )
            for role in Role
            if role is not Role.RESIDENT
        }
    town = Town(slug, persons, staff, nearest, campaign.id, _schedule(slug, campaign.id, quota, lasts))
    town.clock(MORNING)
    town.drain()
    return town


def _schedule(city: str, campaign: UUID, quota: int, lasts: timedelta) -> UUID:
    with city_transaction(city):
        cities.set_clock(city=city, started_at=datetime.now(UTC), city_at=MORNING, rate=0)
    with city_transaction(city) as at:
        return campaigns.schedule_release(
            city=city,
            at=at,
            campaign_id=campaign,
            opens_at=OPENS,
            closes_at=OPENS + lasts,
            quota=quota,
        )


def claim(town: Town, *persons: Person, key: UUID | None = None) -> None:
    """The hour strikes, and these persons claim; the worker writes their orders."""
    town.clock(OPENS)
    with city_transaction(town.slug):
        terms = campaigns_read.release(city=town.slug, id=town.release).terms
    counter = Counter(terms, shared())
    counter.enter()
    counter.admit([Request(key or uuid4(), town.release, p.tag, Units(SHARE), p.district) for p in persons])
    town.drain()


def pay(town: Town, *persons: Person) -> None:
    """These persons pay for their orders."""
    for person in persons:
        order = town.order_of(person)
        with city_transaction(town.slug) as at:
            asked = orders.start_payment(city=town.slug, at=at, order_id=order.id)
            told = socket("payment").pay(city=town.slug, payment_id=asked.id)
            orders.settle_payment(city=town.slug, at=at, headers=told.headers, body=told.body)
    town.drain()


def receive(town: Town, units: int = 100) -> UUID:
    """A lot arrives at the outlet."""
    with city_transaction(town.slug) as at:
        return fulfilment.receive_lot(
            city=town.slug,
            at=at,
            outlet_id=town.outlet,
            campaign_id=town.campaign,
            code="L1",
            source="Factory",
            units=units,
            by=town.staff[Role.MERCHANT],
        )


def pack(town: Town) -> None:
    """The outlet accepts what waits, disinfects a lot and packs."""
    lot = receive(town)
    by = {"outlet_id": town.outlet, "by": town.staff[Role.MERCHANT]}
    with city_transaction(town.slug) as at:
        fulfilment.accept_orders(city=town.slug, at=at, **by)
        fulfilment.disinfect_lot(city=town.slug, at=at, lot_id=lot, **by)
        fulfilment.pack(city=town.slug, at=at, **by)
    town.drain()


def start_shift(town: Town) -> None:
    """The rider is there for the day."""
    rider = town.staff[Role.RIDER]
    with city_transaction(town.slug) as at:
        dispatch.add_rider(
            city=town.slug, staff_id=rider, outlet_id=town.outlet, vehicle=VehicleKind.E_BIKE, parcels_max=20
        )
        dispatch.start_shift(city=town.slug, at=at, rider_id=rider, ends_at=at + timedelta(hours=8))


def plan(town: Town) -> UUID:
    """A wave of all that is packed."""
    by = town.staff[Role.DISPATCHER]
    return planning.plan_wave(city_transaction, city=town.slug, outlet_id=town.outlet, by=by, seconds=0.1)


def send_out(town: Town) -> UUID:
    """The rider leaves with all that is packed."""
    start_shift(town)
    wave = plan(town)
    with city_transaction(town.slug) as at:
        dispatch.accept_wave(city=town.slug, at=at, wave_id=wave, by=town.staff[Role.DISPATCHER])
    town.drain()
    return wave


def hand_over(town: Town, many: int) -> list[str]:
    """The rider's first stops, each against its code. Returns the orders."""
    rider = town.staff[Role.RIDER]
    done = []
    for _ in range(many):
        with city_transaction(town.slug) as at:
            route = dispatch_read.route_of(city=town.slug, rider_id=rider)
            assert route
            card = next(c for c in dispatch_read.cards(city=town.slug, stops=route.stops) if c.stop.state == "out")
            shown = handover_read.code_of(city=town.slug, order_id=card.order.id, at=at)
            assert shown
            handover.hand_over(
                city=town.slug, at=at, attempt_id=uuid4(), stop_id=card.stop.id, rider_id=rider, code=shown.digits
            )
            done.append(str(card.order.id))
        town.drain()
    return done


def neighbors(town: Town) -> list[Person]:
    """The people whose orders go to the outlet, the first of them first."""
    with city_transaction(town.slug):
        nearest = fulfilment_read.nearest(city=town.slug, persons=[person.tag for person in town.people])
    return [person for person in town.people if nearest[person.tag] == town.outlet]
