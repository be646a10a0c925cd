"""A city comes into being once, changes with its file, and keeps what people live by."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from evenhand.apps.cities import queries, services
from evenhand.apps.journal.queries import verify_chain
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason
from evenhand.core.policy import CityPolicy, District
from evenhand.core.terms import Place, Role
from tests.core.policy.samples import lakeside
from tests.refusing import refusing

NOON = datetime(2026, 12, 5, 4, tzinfo=UTC)


@pytest.fixture
def policy(transactional_db: None) -> CityPolicy:
    return lakeside(f"t{secrets.token_hex(6)}")


def load(policy: CityPolicy, *, rehearsal: bool = True) -> bool:
    with city_transaction(policy.city.slug) as at:
        return services.load_city(policy=policy, rehearsal=rehearsal, at=at)


def test_a_city_lives_by_the_policy_it_was_loaded_with(policy: CityPolicy) -> None:
    assert load(policy)
    with city_transaction(policy.city.slug):
        city = queries.city(policy.city.slug)
        districts = queries.districts(city.slug)
        whole = verify_chain(city=city.slug).whole
    assert city.policy == policy
    assert city.policy_hash == sha256(city.policy_text.encode()).hexdigest()
    assert (city.timezone, city.name["zh"], city.rehearsal) == ("Asia/Urumqi", "湖滨", True)
    assert [district.code for district in districts] == ["east", "hills", "west"]
    assert districts[0].place == Place(87.65, 43.82)
    assert whole
    assert city in queries.cities()


def test_loading_again_changes_nothing(policy: CityPolicy) -> None:
    load(policy)
    before = queries.city(policy.city.slug)
    assert not load(policy)
    assert queries.city(policy.city.slug) == before


def test_a_changed_policy_takes_the_place_of_the_old_one(policy: CityPolicy) -> None:
    load(policy)
    more = replace(policy.city, districts=(*policy.city.districts, District(code="shore")))
    assert load(replace(policy, city=more))
    with city_transaction(policy.city.slug):
        shore = next(district for district in queries.districts(policy.city.slug) if district.code == "shore")
    assert (shore.name["en"], shore.population) == ("shore", None)
    assert queries.city(policy.city.slug).policy.city == more


def test_a_district_where_people_may_live_is_not_dropped(policy: CityPolicy) -> None:
    load(policy)
    fewer = replace(policy, city=replace(policy.city, districts=policy.city.districts[:2]))
    with refusing(Reason.NOT_ALLOWED, "city.districts"):
        load(fewer)


def test_a_city_in_service_never_becomes_a_rehearsal(policy: CityPolicy) -> None:
    load(policy, rehearsal=False)
    with refusing(Reason.NOT_ALLOWED, "rehearsal"):
        load(policy)


def test_an_unknown_city_is_refused_in_words(transactional_db: None) -> None:
    with refusing(Reason.NOT_FOUND, "city"):
        queries.city("nowhere")


def test_the_clock_of_a_rehearsal_can_be_set(city: str) -> None:
    with city_transaction(city):
        services.set_clock(city=city, started_at=datetime.now(UTC), city_at=NOON, rate=0)
    with city_transaction(city) as at:
        assert at == NOON


@pytest.mark.parametrize("rate", [-1, float("inf"), float("nan")])
def test_time_does_not_run_backward(city: str, rate: float) -> None:
    with city_transaction(city), refusing(Reason.INPUT_INVALID, "rate"):
        services.set_clock(city=city, started_at=NOON, city_at=NOON, rate=rate)


def test_the_clock_of_a_city_in_service_is_nobodys_to_set(policy: CityPolicy) -> None:
    load(policy, rehearsal=False)
    slug = policy.city.slug
    with city_transaction(slug), refusing(Reason.NOT_ALLOWED, "clock"):
        services.set_clock(city=slug, started_at=NOON, city_at=NOON + timedelta(days=1), rate=60)


def test_staff_work_behind_the_door_of_their_role(city: str) -> None:
    with city_transaction(city):
        first = services.add_staff(city=city, role=Role.RIDER, name=" Rider ", outlet_code="east-1")
        second = services.add_staff(city=city, role=Role.RIDER, name="Another", outlet_code="east-1")
        services.retire_staff(city=city, staff_id=second)
        assert [member.id for member in queries.staff(city=city, role=Role.RIDER)] == [first]
        assert queries.staff(city=city, role=Role.MERCHANT) == []
        member = queries.staff_member(city=city, staff_id=first)
        retired = queries.staff_member(city=city, staff_id=second)
        nobody = queries.staff_member(city=city, staff_id=uuid4())
    assert member is not None
    assert (member.name, member.outlet_code, member.active) == ("Rider", "east-1", True)
    assert retired is not None
    assert not retired.active
    assert nobody is None


def test_staff_of_another_city_are_nobody_here(make_city: Callable[[], str]) -> None:
    here, there = make_city(), make_city()
    with city_transaction(there):
        stranger = services.add_staff(city=there, role=Role.OFFICIAL, name="Official")
    with city_transaction(here):
        assert queries.staff_member(city=here, staff_id=stranger) is None


@pytest.mark.parametrize(
    ("role", "name", "outlet", "field"),
    [
        (Role.RESIDENT, "Resident", None, "role"),
        (Role.MERCHANT, "Merchant", None, "outlet_code"),
        (Role.RIDER, "Rider", "", "outlet_code"),
        (Role.AGENT, " ", None, "name"),
        (Role.AGENT, "a\0b", None, "name"),
    ],
)
def test_who_cannot_be_staff_is_refused(city: str, role: Role, name: str, outlet: str | None, field: str) -> None:
    with city_transaction(city), refusing(Reason.INPUT_INVALID, field):
        services.add_staff(city=city, role=role, name=name, outlet_code=outlet)


def test_the_database_itself_asks_riders_for_an_outlet(city: str) -> None:
    with pytest.raises(DatabaseError, match="check constraint"), city_transaction(city), connection.cursor() as cursor:
        cursor.execute(
            "insert into cities_staff (city, id, role, name) values (%s, gen_random_uuid(), 'rider', 'x')", [city]
        )
