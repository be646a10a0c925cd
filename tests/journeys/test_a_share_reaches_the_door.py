"""First come, first served, in one process and through every room: from the release to the books."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import pytest
from django.conf import settings

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
from evenhand.apps.handover.queries import Result
from evenhand.apps.journal.sockets import socket
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders_read
from evenhand.apps.orders import services as orders
from evenhand.apps.reports import queries as reports
from evenhand.apps.residents import services as residents
from evenhand.apps.settlement import services as settlement
from evenhand.cli import loading
from evenhand.core.lifecycle import OrderState, ParcelState
from evenhand.core.policy import CityPolicy, parse_city
from evenhand.core.terms import Role, VehicleKind
from evenhand.simulation import population
from evenhand.worker import Worker
from tests.gate.counter import Counter, shared
from tests.gate.counter import ask as wish

CITY = Path(__file__).parents[2] / "cities" / "guangan.toml"
MORNING = datetime(2026, 12, 5, 0, 0, tzinfo=UTC)  # eight o'clock in the city
PEOPLE, PACKS = 30, 12


@pytest.fixture
def policy(transactional_db: None) -> CityPolicy:
    """The city's own file under another name, so that each test has it fresh."""
    text = CITY.read_text(encoding="utf-8").replace('slug = "guangan"', f'slug = "t{uuid4().hex[:12]}"')
    return parse_city(text)


def clock(city: str, at: datetime) -> None:
    with city_transaction(city):
        cities.set_clock(city=city, started_at=datetime.now(UTC), city_at=at, rate=0)


def drain(city: str) -> None:
    """Let the worker act until nothing waits."""
    worker = Worker()
    while worker.serve(city):
        pass


def test_a_share_reaches_the_door(policy: CityPolicy) -> None:
    city = policy.city.slug
    with city_transaction(city) as at:
        loading.put_up(policy, rehearsal=True, at=at)
    clock(city, MORNING)
    with city_transaction(city) as at:
        imagined = population.people(policy, count=PEOPLE, random=Random(5), today=at.date())
        persons = residents.enroll(city=city, at=at, persons=imagined)
        [campaign] = campaigns_read.campaigns(city=city)
        release = campaigns.schedule_release(
            city=city,
            at=at,
            campaign_id=campaign.id,
            opens_at=MORNING + timedelta(hours=2),
            closes_at=MORNING + timedelta(hours=10),
            quota=PACKS * 5,
        )
    drain(city)

    clock(city, MORNING + timedelta(hours=2))
    with city_transaction(city):
        terms = campaigns_read.release(city=city, id=release).terms
    counter = Counter(terms, shared())
    answers = counter.admit([_wish(counter, person) for person in persons]).answers
    assert [answer.granted for answer in answers].count(True) == PACKS
    drain(city)

    _pay_all_but_one(city)
    clock(city, MORNING + timedelta(hours=2, minutes=35))
    drain(city)
    staff = _staff(city, policy)
    with city_transaction(city) as at:
        for outlet in fulfilment_read.outlets(city=city):
            _fulfil(city, at, outlet.id, campaign.id, staff[Role.MERCHANT])
    drain(city)

    riders = _ride(city, staff)
    clock(city, MORNING + timedelta(hours=4))
    for rider in riders:
        _hand_over(city, rider)
    drain(city)
    with city_transaction(city) as at:
        for outlet in fulfilment_read.outlets(city=city):
            for parcel in fulfilment_read.parcels(city=city, outlet_id=outlet.id, state=ParcelState.RETURNING):
                fulfilment.scan_back(city=city, at=at, outlet_id=outlet.id, label=parcel.label)
    drain(city)
    with city_transaction(city) as at:
        settlement.draw_statement(city=city, at=at, day=at.astimezone().date())
    drain(city)

    with city_transaction(city) as at:
        audit = reports.audit(city=city, release_id=release, first=MORNING.date(), last=MORNING.date())
        by_state = orders_read.counts(city=city, release_id=release)
    assert audit.broken == {}
    assert (audit.granted, audit.granted_units, audit.quota) == (PACKS, PACKS * 5, PACKS * 5)
    assert by_state == {OrderState.CANCELLED: 1, OrderState.BACK: 1, OrderState.HANDED_OVER: PACKS - 2}
    assert audit.strays == 0


def _wish(counter: Counter, person: object) -> object:
    request = wish(counter, 1, units=5)
    return type(request)(request.key, request.release, person.tag, request.units, person.district, request.channel)


def _pay_all_but_one(city: str) -> None:
    with city_transaction(city) as at:
        waiting = [
            order
            for outlet in fulfilment_read.outlets(city=city)
            for order in orders_read.waiting(city=city, outlet_id=outlet.id, state=OrderState.PLACED)
        ]
        for order in waiting[1:]:
            asked = orders.start_payment(city=city, at=at, order_id=order.id)
            told = socket("payment").pay(city=city, payment_id=asked.id)
            orders.settle_payment(city=city, at=at, headers=told.headers, body=told.body)


def _staff(city: str, policy: CityPolicy) -> dict[Role, UUID]:
    with city_transaction(city):
        code = policy.outlets[0].code
        return {
            role: cities.add_staff(city=city, role=role, name=role.value, outlet_code=code)
            for role in (Role.MERCHANT, Role.DISPATCHER)
        }


def _fulfil(city: str, at: datetime, outlet: UUID, campaign: UUID, merchant: UUID) -> None:
    if not fulfilment.accept_orders(city=city, at=at, outlet_id=outlet, by=merchant):
        return
    lot = fulfilment.receive_lot(
        city=city,
        at=at,
        outlet_id=outlet,
        campaign_id=campaign,
        code="L1",
        source="Factory",
        units=PACKS * 5,
        by=merchant,
    )
    fulfilment.disinfect_lot(city=city, at=at, outlet_id=outlet, lot_id=lot, by=merchant)
    fulfilment.pack(city=city, at=at, outlet_id=outlet, by=merchant)


def _ride(city: str, staff: dict[Role, UUID]) -> list[UUID]:
    """A rider and a wave for each outlet that has parcels."""
    riders = []
    with city_transaction(city):
        outlets = [
            outlet
            for outlet in fulfilment_read.outlets(city=city)
            if fulfilment_read.parcels(city=city, outlet_id=outlet.id, state=ParcelState.PACKED)
        ]
    for outlet in outlets:
        with city_transaction(city) as at:
            rider = cities.add_staff(city=city, role=Role.RIDER, name="rider", outlet_code=outlet.code)
            dispatch.add_rider(
                city=city, staff_id=rider, outlet_id=outlet.id, vehicle=VehicleKind.E_BIKE, parcels_max=20
            )
            dispatch.start_shift(city=city, at=at, rider_id=rider, ends_at=at + timedelta(hours=8))
        riders.append(rider)
        wave = planning.plan_wave(
            city_transaction, city=city, outlet_id=outlet.id, by=staff[Role.DISPATCHER], seconds=0.2
        )
        with city_transaction(city) as at:
            dispatch.accept_wave(city=city, at=at, wave_id=wave, by=staff[Role.DISPATCHER])
    drain(city)
    return riders


def _hand_over(city: str, rider: UUID) -> None:
    """Each door in turn; nobody is at home behind the very first one, in two visits."""
    with city_transaction(city) as at:
        route = dispatch_read.route_of(city=city, rider_id=rider)
        cards = dispatch_read.cards(city=city, stops=route.stops)
    for card in cards:
        visit = {"city": city, "at": at, "stop_id": card.stop.id, "rider_id": rider}
        with city_transaction(city) as at:
            if not handover_read.counts(city=city):
                for _ in range(2):
                    handover.record_failure(**visit, attempt_id=uuid4(), result=Result.NOT_HOME)
                continue
            code = handover_read.code_of(city=city, order_id=card.order.id, at=at)
            outcome = handover.hand_over(**visit, attempt_id=uuid4(), code=code.digits)
            assert outcome.result is Result.HANDED_OVER


def test_the_settings_of_the_tests_take_no_real_money() -> None:
    assert settings.EVENHAND_ADAPTERS["payment"].endswith("FakePayment")
