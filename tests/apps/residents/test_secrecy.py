"""A stolen database tells no names: moved boxes do not open, keys can be changed, nothing personal lies elsewhere."""

import base64
import logging
from collections.abc import Iterator
from hashlib import blake2b, md5, sha1, sha256, sha512
from typing import Any

import pytest
from django.db import connection

from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.notices import services as notices
from evenhand.apps.notices.services import Told
from evenhand.apps.residents import models, queries, services
from evenhand.apps.residents.queries import Person
from evenhand.apps.residents.vault import KeyMissing, Unreadable
from evenhand.core.documents import eighteen
from evenhand.core.errors import Refused
from evenhand.core.people import NewPerson
from tests.apps import townsfolk
from tests.apps.townsfolk import newcomer
from tests.house import tree

CANARIES = 500
FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> str:
    return townsfolk.found_town()


def masked(town: str, persons: list[Person]) -> list[str]:
    with city_transaction(town):
        shown = queries.masked(city=town, ids=[person.id for person in persons])
    return [shown[person.id].document for person in persons]


@pytest.mark.req("trust:S10")
@pytest.mark.parametrize("field", ["name", "phone", "document", "address"])
def test_a_box_moved_to_another_persons_row_does_not_open(town: str, field: str) -> None:
    one, other = townsfolk.enroll(town, newcomer(0), newcomer(1))
    with city_transaction(town):
        box = models.Sealed.objects.filter(city=town, person_id=one.id).values_list(field, flat=True)[0]
        models.Sealed.objects.filter(city=town, person_id=other.id).update(**{field: box})
    with city_transaction(town), pytest.raises(Unreadable):
        queries.masked(city=town, ids=[other.id])
        queries.doorsteps(city=town, tags=[other.tag])


@pytest.mark.req("trust:S10")
def test_a_row_moved_with_its_key_does_not_open_either(town: str) -> None:
    one, other = townsfolk.enroll(town, newcomer(0), newcomer(1))
    with city_transaction(town):
        key = models.PersonKey.objects.filter(city=town, person_id=one.id).values("key_id", "wrapped")[0]
        boxes = models.Sealed.objects.filter(city=town, person_id=one.id).values("name", "phone", "document")[0]
        models.PersonKey.objects.filter(city=town, person_id=other.id).update(**key)
        models.Sealed.objects.filter(city=town, person_id=other.id).update(**boxes)
    with city_transaction(town), pytest.raises(Unreadable):
        queries.masked(city=town, ids=[other.id])


@pytest.mark.req("trust:S10")
def test_the_citys_key_is_changed_while_all_stays_readable(town: str, settings: Any) -> None:
    old, new = settings.EVENHAND_MASTER_KEY, bytes(range(32))
    persons = townsfolk.enroll(town, *(newcomer(n) for n in range(7)))
    before = masked(town, persons)

    settings.EVENHAND_VAULT_KEYS = (new, old)
    changed: list[int] = []
    while not changed or changed[-1]:
        assert masked(town, persons) == before
        with city_transaction(town):
            changed.append(services.rewrap(city=town, limit=3))
    assert changed == [3, 3, 1, 0]

    settings.EVENHAND_VAULT_KEYS = (new,)
    assert masked(town, persons) == before
    assert townsfolk.verify(town, newcomer(0)).tag == persons[0].tag


@pytest.mark.req("trust:S10")
def test_a_code_on_its_way_survives_a_change_of_keys(town: str, settings: Any) -> None:
    with city_transaction(town) as at:
        asked = services.ask_code(city=town, at=at, phone=newcomer().phone)
    digits = townsfolk.digits_of(town, asked.id)
    settings.EVENHAND_VAULT_KEYS = (bytes(range(32)), settings.EVENHAND_MASTER_KEY)
    assert townsfolk.digits_of(town, asked.id) == digits


@pytest.mark.req("trust:S10")
def test_without_the_change_a_key_taken_away_leaves_nothing_readable(town: str, settings: Any) -> None:
    persons = townsfolk.enroll(town, newcomer())
    settings.EVENHAND_VAULT_KEYS = (bytes(range(32)),)
    with pytest.raises(KeyMissing, match="not among"):
        masked(town, persons)


@pytest.mark.req("trust:S12")
def test_a_person_whose_key_is_dropped_is_shredded(town: str) -> None:
    one, other = townsfolk.enroll(town, newcomer(0), newcomer(1))
    with city_transaction(town):
        models.PersonKey.objects.filter(city=town, person_id=one.id).delete()
        assert set(queries.masked(city=town, ids=[one.id, other.id])) == {other.id}
        assert queries.phone_of(city=town, tag=one.tag) is None


def columns() -> list[tuple[str, str, str]]:
    """Every column of every tenant table that could hold text or bytes: table, column, type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, a.attname, format_type(a.atttypid, null) from pg_attribute a"
            " join pg_class c on c.oid = a.attrelid where c.relname = any (%s) and a.attnum > 0 and not a.attisdropped",
            [sorted(tree.tenant_tables() | {"cities_city"})],
        )
        return [row for row in cursor.fetchall() if row[2].rstrip("[]") in {"text", "jsonb", "bytea", "json"}]


def contents(town: str) -> Iterator[tuple[str, bytes]]:
    """Everything that the database holds of a town, column by column, as bytes."""
    with city_transaction(town), connection.cursor() as cursor:
        for table, column, kind in columns():
            value = column if kind == "bytea" else f"convert_to({column}::text, 'UTF8')"
            cursor.execute(f"select string_agg({value}, '\\x00') from {table}")
            yield f"{table}.{column}", bytes(cursor.fetchone()[0] or b"")


def spellings(text: str) -> list[bytes]:
    """A text as it might lie somewhere: plain, spaced, wide, in hex or base64, under hashes that anyone can compute."""
    plain = text.encode()
    spaced = f"{text[:6]} {text[6:14]} {text[14:]}".encode()
    hashes = [make(plain).digest() for make in (md5, sha1, sha256, sha512, blake2b)]
    encoded = [plain.hex().encode(), base64.b64encode(plain).rstrip(b"="), text.translate(FULL_WIDTH).encode()]
    return [plain, spaced, *encoded, *hashes, *(digest.hex().encode() for digest in hashes)]


def go_through_the_town(town: str, canaries: list[NewPerson]) -> None:
    """Enroll, verify, sign in, be refused, be written to."""
    persons = townsfolk.enroll(town, *canaries)
    for canary in canaries[:10]:
        townsfolk.verify(town, canary)
    with pytest.raises(Refused):
        townsfolk.verify(town, newcomer(0, name="李四", phone=newcomer(CANARIES).phone))
    with city_transaction(town) as at:
        told = [Told(person.tag, f"order_accepted:{person.id}") for person in persons]
        notices.tell(city=town, at=at, template="order_accepted", told=told)
        notices.send_code(city=town, at=at, phone=newcomer(CANARIES + 1).phone)
    with city_transaction(town) as at:
        assert notices.send_waiting(city=town, at=at, limit=2 * CANARIES) == CANARIES + 1


@pytest.mark.req("trust:I12", "trust:S9", "trust:S11")
def test_no_number_name_phone_or_address_lies_anywhere_in_the_clear_or_hashed_bare(
    town: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    canaries = [newcomer(n, name=f"唐金丝雀{n:03}") for n in range(CANARIES)]
    go_through_the_town(town, canaries)
    sought = {
        spelling
        for canary in canaries
        for text in (canary.number, canary.number.lower(), canary.phone, canary.name, canary.address)
        for spelling in spellings(text)
    }
    logged = caplog.text.encode()
    assert b"evenhand" in logged
    places = {**dict(contents(town)), "the log": logged}
    assert [(place, spelling) for place, held in places.items() for spelling in sought if spelling in held] == []


def test_the_search_would_find_a_canary(town: str) -> None:
    """The guard of the test above: what it looks through is all there, and its eyes are open."""
    number = newcomer().number
    with city_transaction(town) as at:
        facts = {"digits": sha256(number.encode()).hexdigest(), "minutes": number}
        notices.tell(city=town, at=at, template="code", told=[Told(bytes(16), "seen", facts)])
    found = {place for place, held in contents(town) for spelling in spellings(number) if spelling in held}
    assert found == {"notices_notice.facts"}


def test_the_canaries_are_well_formed_and_nobodys(town: str) -> None:
    numbers = [newcomer(n).number for n in range(CANARIES)]
    assert len(set(numbers)) == CANARIES
    assert all(eighteen.check_digit(number[:17]) == number[17] for number in numbers)
    assert not {number[:2] for number in numbers} & eighteen.PROVINCES
