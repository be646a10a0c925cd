"""A small city for the tests of rooms: two districts with an outlet each, a release of masks, people who hold claims.

Rooms below are asked through their verbs; only people and claims are written as rows, since sealing and admission have
tests of their own.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from evenhand.apps.campaigns import services as campaigns
from evenhand.apps.cities import services as cities
from evenhand.apps.claims import models as claims_rows
from evenhand.apps.claims import queries as claims
from evenhand.apps.claims.queries import Claim
from evenhand.apps.dispatch import models as dispatch_rows
from evenhand.apps.dispatch import services as dispatch
from evenhand.apps.fulfilment import queries as fulfilment_read
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.journal import models as journal
from evenhand.apps.orders import services as orders
from evenhand.apps.residents import models as residents
from evenhand.core.lifecycle import OrderState
from evenhand.core.policy import CityPolicy, parse_city
from evenhand.core.terms import PersonTag, Place, Role, VehicleKind

CITY = """
schema = 1
city = {{ slug = "{slug}", name = "Testing", districts = [
  {{ code = "north", at = [120.0, 30.1] }}, {{ code = "south", at = [120.0, 30.0] }} ] }}
outlets = [
  {{ code = "north-1", name = "North", district = "north", at = [120.0, 30.1], opens = "08:00", closes = "20:00" }},
  {{ code = "south-1", name = "South", district = "south", at = [120.0, 30.0], opens = "08:00", closes = "20:00" }} ]
[[campaigns]]
code = "masks"
mode = "first_come"
good = {{ name = "Mask", unit = "mask", units_per_pack = 5, grams_per_unit = 4 }}
quota = 20000
units = 5
window = {{ opens = "10:00", closes = "18:00" }}
limits.person = {{ units = 5, every = "3d" }}
price = {{ resident_fen = {price}, cap_fen = 150, pay = "{pay}" }}
subsidy = {{ goods_fen = 20, delivery_bp = {{ platform = 3333, city = 6667 }} }}
commission = {{ rate_bp = 250, payer = "merchant" }}
delivery = {{ fee_fen = {fee}, cost_fen = 501, promise = "4h", capacity_per_day = 10000 }}
fulfilment = {{ disinfect = {disinfect} }}
handover = {{ proof = ["code", "qr"], attempts = 2 }}
"""

HOMES = {"north": Place(120.001, 30.101), "south": Place(120.001, 30.001)}


@dataclass(frozen=True, slots=True)
class Town:
    """What `found` made."""

    city: str
    at: datetime
    policy: CityPolicy
    outlets: dict[str, UUID]
    campaign: UUID
    release: UUID
    merchant: UUID

    @property
    def north(self) -> UUID:
        return self.outlets["north-1"]


def found(
    city: str, at: datetime, *, pay: str = "on_handover", price: int = 100, fee: int = 200, disinfect: bool = False
) -> Town:
    """Give a fresh city (the fixture `city`) a policy, outlets, a merchant and a release. Inside its transaction."""
    text = CITY.format(slug=city, pay=pay, price=price, fee=fee, disinfect=str(disinfect).lower())
    policy = parse_city(text)
    cities.load_city(policy=policy, rehearsal=True, at=at)
    outlets = fulfilment.add_outlets(city=city, outlets=policy.outlets)
    campaign = campaigns.publish(city=city, at=at, policy=policy.campaigns[0])
    release = campaigns.schedule_release(
        city=city,
        at=at,
        campaign_id=campaign,
        opens_at=at + timedelta(minutes=1),
        closes_at=at + timedelta(hours=8),
        quota=20000,
    )
    merchant = cities.add_staff(city=city, role=Role.MERCHANT, name="Testing merchant", outlet_code="north-1")
    return Town(city, at, policy, outlets, campaign, release, merchant)


def settle_in(town: Town, number: int, district: str = "north") -> list[PersonTag]:
    """People who live in a district, all behind one door."""
    place = HOMES[district]
    address = residents.Address(
        city=town.city,
        id=uuid4(),
        blind_index=secrets.token_bytes(32),
        district=district,
        lon=place.lon,
        lat=place.lat,
    )
    household = residents.Household(city=town.city, id=uuid4(), address_id=address.id)
    people = [_person(town, household.id) for _ in range(number)]
    residents.Address.objects.bulk_create([address])
    residents.Household.objects.bulk_create([household])
    residents.Person.objects.bulk_create(people)
    return [PersonTag(bytes(person.tag)) for person in people]


def grant(town: Town, number: int, district: str = "north", units: int = 5) -> list[Claim]:
    """Granted claims of as many people."""
    rows = [_claim(town, person, district, units) for person in settle_in(town, number, district)]
    claims_rows.Claim.objects.bulk_create(rows)
    return claims.claims(city=town.city, keys=[row.id for row in rows])


def order(town: Town, number: int, district: str = "north", units: int = 5) -> list[UUID]:
    """Orders of as many people."""
    claims = grant(town, number, district, units)
    outlets = fulfilment_read.nearest(city=town.city, persons=[claim.person for claim in claims])
    return orders.place_orders(city=town.city, at=town.at, claims=claims, outlets=outlets)


def stock(town: Town, units: int, outlet: str = "north-1") -> UUID:
    """A lot at an outlet."""
    return fulfilment.receive_lot(
        city=town.city,
        at=town.at,
        outlet_id=town.outlets[outlet],
        campaign_id=town.campaign,
        code=secrets.token_hex(4),
        source="Testing factory",
        units=units,
        by=town.merchant,
    )


def pack(town: Town, number: int, units: int = 5) -> list[UUID]:
    """Parcels of as many people at the outlet `north-1`, paid for, from a lot of exactly their units: their ids."""
    placed = order(town, number, units=units)
    orders.advance(city=town.city, order_ids=placed, to=OrderState.PAID)
    stock(town, number * units)
    outlet = {"city": town.city, "at": town.at, "outlet_id": town.north, "by": town.merchant}
    fulfilment.accept_orders(**outlet, order_ids=placed)
    fulfilment.pack(**outlet)
    parcels = fulfilment_read.parcels_of(city=town.city, order_ids=placed)
    return [parcels[id].id for id in placed]


@dataclass(frozen=True, slots=True)
class Ride:
    """A rider on the way: stop by stop an order and its parcel."""

    city: str
    rider: UUID
    orders: list[UUID]
    parcels: list[UUID]
    stops: list[UUID]


def ride(town: Town, number: int) -> Ride:
    """A rider who is on the way with as many parcels, in a wave that was accepted."""
    parcels = pack(town, number)
    rider = cities.add_staff(city=town.city, role=Role.RIDER, name="Testing rider", outlet_code="north-1")
    dispatch.add_rider(city=town.city, staff_id=rider, outlet_id=town.north, vehicle=VehicleKind.E_BIKE, parcels_max=20)
    stops = _plan(town, rider, parcels)
    dispatch.accept_wave(city=town.city, at=town.at, wave_id=stops[0].route_id, by=town.merchant)
    known = fulfilment_read.parcels_by_id(city=town.city, ids=parcels)
    orders_of = [known[parcel].order_id for parcel in parcels]
    return Ride(town.city, rider, orders_of, parcels, [stop.id for stop in stops])


def _plan(town: Town, rider: UUID, parcels: list[UUID]) -> list[dispatch_rows.Stop]:
    """The wave of one route that a planner would store; both bear one id."""
    city, id, leaves, back = town.city, uuid4(), town.at, town.at + timedelta(hours=2)
    both = {"city": city, "id": id, "distance_m": 0}
    dispatch_rows.Wave.objects.create(
        **both, outlet_id=town.north, state="planned", planned_at=leaves, planned_by=town.merchant, figures={}
    )
    dispatch_rows.Route.objects.create(**both, wave_id=id, rider_id=rider, departs_at=leaves, returns_at=back)
    dispatch_rows.Trip.objects.create(city=city, route_id=id, number=1, departs_at=leaves, returns_at=back)
    visit = {"city": city, "route_id": id, "trip": 1, "arrives_at": leaves, "state": "planned"}
    stops = [
        dispatch_rows.Stop(**visit, id=uuid4(), parcel_id=parcel, position=position)
        for position, parcel in enumerate(parcels, 1)
    ]
    return dispatch_rows.Stop.objects.bulk_create(stops)


def facts(city: str, kind: str) -> int:
    """How often the journal says this."""
    return journal.Event.objects.filter(city=city, kind=kind).count()


def _person(town: Town, household: UUID) -> residents.Person:
    return residents.Person(
        city=town.city,
        id=uuid4(),
        tag=secrets.token_bytes(16),
        household_id=household,
        age_band="18-39",
        status="verified",
        channel="web",
        verified_at=town.at,
    )


def _claim(town: Town, person: PersonTag, district: str, units: int) -> claims_rows.Claim:
    return claims_rows.Claim(
        city=town.city,
        id=uuid4(),
        release_id=town.release,
        person=person,
        units=units,
        outcome="granted",
        district=district,
        channel="web",
        at=town.at,
    )
