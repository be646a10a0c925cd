"""One document is one person: in any spelling, on any day, on any phone; and what is wrong is said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from evenhand.apps.journal import queries as journal
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import models, queries, services
from evenhand.apps.residents.services.passes import pass_key
from evenhand.core import masks, passes
from evenhand.core.documents import Defect
from evenhand.core.errors import Reason, Refused
from evenhand.core.people import AgeBand, Purpose
from evenhand.core.terms import Channel, Place
from tests.apps import townsfolk
from tests.apps.townsfolk import newcomer

OLD, NEW = "110105491231002", "11010519491231002X"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> str:
    return townsfolk.found_town()


def refusal(town: str, **wrong: Any) -> Refused:
    """What somebody hears about whom everything is right but what is named."""
    code_id = townsfolk.say_code(town, newcomer().phone)
    with city_transaction(town) as at, pytest.raises(Refused) as refused:
        services.verify(city=town, at=at, code_id=code_id, person=newcomer(**wrong))
    return refused.value


def test_a_verified_person_is_known_by_tag_home_and_mask(town: str) -> None:
    person = townsfolk.verify(town, newcomer())
    with city_transaction(town):
        assert queries.person(city=town, person_id=person.id) == person
        assert queries.person_by_tag(city=town, tag=person.tag) == person
        assert queries.anybody(city=town) == person.id
        assert queries.homes(city=town, tags=[person.tag]) == {
            person.tag: queries.Home(townsfolk.DISTRICT, Place(106.908838, 30.30228))
        }
        assert queries.masked(city=town, ids=[person.id]) == {
            person.id: queries.Masked("唐**", masks.phone(newcomer().phone), masks.number(newcomer().number))
        }
        facts = journal.history(city=town, subjects=[person.id])
    assert [(fact.kind, fact.data) for fact in facts] == [("PersonVerified", {"channel": "web"})]


@pytest.mark.req("trust:I2")
def test_the_same_person_comes_back_in_five_spellings(town: str) -> None:
    known = townsfolk.verify(town, newcomer(0, number=NEW))
    spellings = [
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002x",
        "110105-19491231-002Х",
        "11010519491231002×",
        OLD,
    ]
    again = [
        townsfolk.verify(town, newcomer(n, number=number, address=newcomer().address))
        for n, number in enumerate(spellings, 1)
    ]
    assert {replace(person, verified_at=known.verified_at) for person in again} == {known}


def test_a_person_who_comes_back_brings_the_phone_and_address_of_today(town: str) -> None:
    before = townsfolk.verify(town, newcomer())
    after = townsfolk.verify(
        town, newcomer(phone=newcomer(5).phone, address="新春街2号", district=townsfolk.OTHER_DISTRICT)
    )
    assert (after.id, after.tag, after.district) == (before.id, before.tag, townsfolk.OTHER_DISTRICT)
    assert after.household_id != before.household_id
    with city_transaction(town):
        assert queries.phone_of(city=town, tag=after.tag) == newcomer(5).phone
        assert queries.doorsteps(city=town, tags=[after.tag])[after.tag].address == "新春街2号"
        assert queries.at_phone(city=town, phone=newcomer(0).phone) == [after]


def test_a_document_known_under_another_name_overwrites_nobody(town: str) -> None:
    [person] = townsfolk.enroll(town, newcomer(phone=newcomer(1).phone))
    refused = refusal(town, name="李四")
    assert (refused.reason, refused.field) == (Reason.ID_UNCONFIRMED, "name")
    with city_transaction(town):
        assert queries.person(city=town, person_id=person.id) == person
        assert queries.phone_of(city=town, tag=person.tag) == newcomer(1).phone


@pytest.mark.parametrize("name", ["唐 杰玉", "唐·杰玉", "唐　杰　玉"])
def test_a_name_may_be_written_in_several_ways(town: str, name: str) -> None:
    assert (
        townsfolk.verify(town, newcomer()).id == townsfolk.verify(town, newcomer(name=name, phone=newcomer(1).phone)).id
    )


def test_those_behind_one_door_are_one_household(town: str) -> None:
    one, two, other = (
        townsfolk.verify(town, newcomer(0, address="阳光路12号3栋501")),
        townsfolk.verify(town, newcomer(1, address=" 阳光路１２号 3栋，501")),
        townsfolk.verify(town, newcomer(2, address="阳光路12号3栋502")),
    )
    assert (one.household_id, one.address_id) == (two.household_id, two.address_id)
    assert one.household_id != other.household_id


def test_the_same_text_in_another_district_is_another_door(town: str) -> None:
    one = townsfolk.verify(town, newcomer(0, address="中山路1号"))
    other = townsfolk.verify(town, newcomer(1, address="中山路1号", district=townsfolk.OTHER_DISTRICT))
    assert one.address_id != other.address_id


@pytest.mark.parametrize(
    ("wrong", "field", "defect"),
    [
        ({"kind": "library_card"}, "kind", Defect.KIND),
        ({"number": " "}, "number", Defect.EMPTY),
        ({"number": NEW[:-1]}, "number", Defect.LENGTH),
        ({"number": "11010519491231002A"}, "number", Defect.CHARACTER),
        ({"number": "11010519490230002X"}, "number", Defect.DATE),
        ({"number": "110105299912310021"}, "number", Defect.FUTURE),
        ({"number": "110105194912310021"}, "number", Defect.CHECK_DIGIT),
        ({"kind": "passport", "number": "E12345678"}, "issuer", Defect.ISSUER),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_with_a_document_is_named(town: str, wrong: dict[str, Any], field: str, defect: Defect) -> None:
    refused = refusal(town, **wrong)
    assert (refused.reason, refused.field, refused.facts["defect"]) == (Reason.ID_INVALID, field, defect)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "123"}, "name"),
        ({"name": "王" * 101}, "name"),
        ({"name": "王\x00明"}, "name"),
        ({"address": " ,. "}, "address"),
        ({"address": "路" * 201}, "address"),
        ({"district": "atlantis"}, "district"),
        ({"phone": "+852 9123 4567"}, "phone"),
        ({"consents": frozenset({Purpose.NOTICES})}, "consents"),
    ],
)
def test_what_is_wrong_with_the_rest_is_named(town: str, wrong: dict[str, Any], field: str) -> None:
    refused = refusal(town, **wrong)
    assert (refused.reason, refused.field) == (Reason.INPUT_INVALID, field)


def test_a_mistake_costs_no_new_code(town: str) -> None:
    code_id = townsfolk.say_code(town, newcomer().phone)
    with pytest.raises(Refused), city_transaction(town) as at:
        services.verify(city=town, at=at, code_id=code_id, person=newcomer(number="1"))
    with city_transaction(town) as at:
        assert services.verify(city=town, at=at, code_id=code_id, person=newcomer())


def test_a_code_verifies_one_person_and_only_at_its_own_phone(town: str) -> None:
    code_id = townsfolk.say_code(town, newcomer().phone)
    with city_transaction(town) as at:
        services.verify(city=town, at=at, code_id=code_id, person=newcomer())
    for person in (newcomer(1, phone=newcomer().phone), newcomer(2)):
        with city_transaction(town) as at, pytest.raises(Refused) as refused:
            services.verify(city=town, at=at, code_id=code_id, person=person)
        assert refused.value.reason is Reason.CODE_EXPIRED


@pytest.mark.req("people:G10")
def test_a_double_press_enters_one_person(town: str, in_parallel: Callable[..., list[object]]) -> None:
    code_ids = [townsfolk.say_code(town, newcomer(n).phone) for n in range(4)]

    def press() -> queries.Person:
        n = code_ids.index(code_id := code_ids_left.pop())
        with city_transaction(town) as at:
            return services.verify(city=town, at=at, code_id=code_id, person=newcomer(0, phone=newcomer(n).phone))

    code_ids_left = list(code_ids)
    answers = in_parallel(press, 4)
    refusals = {answer.reason for answer in answers if isinstance(answer, Refused)}
    assert refusals <= {Reason.BUSY}
    assert len({answer.id for answer in answers if isinstance(answer, queries.Person)}) == 1
    with city_transaction(town):
        assert models.Person.objects.filter(city=town).count() == 1


def test_who_is_known_only_by_a_void_card_is_provisional(town: str) -> None:
    assert townsfolk.verify(town, newcomer(0, number=OLD)).provisional
    assert not townsfolk.verify(town, newcomer(1)).provisional


def test_a_document_that_tells_no_birth_leaves_the_age_unknown(town: str) -> None:
    visitor = townsfolk.verify(town, newcomer(kind="passport", number="U1234567", issuer="UTO"))
    assert visitor.age_band is AgeBand.UNKNOWN
    with city_transaction(town):
        assert queries.masked(city=town, ids=[visitor.id])[visitor.id].document == "U*****67"
        assert queries.counts(city=town) == {AgeBand.UNKNOWN: 1}


@pytest.mark.req("trust:I11")
def test_the_same_person_bears_another_tag_in_another_city(town: str) -> None:
    there = townsfolk.found_town()
    assert townsfolk.verify(town, newcomer()).tag != townsfolk.verify(there, newcomer()).tag


def test_a_pass_says_who_stands_at_the_gate(town: str) -> None:
    person = townsfolk.verify(town, newcomer())
    with city_transaction(town) as at:
        signed = services.issue_pass(
            city=town, person_id=person.id, channel=Channel.WEB, expires_at=at + timedelta(days=1)
        )
    shown = passes.check(signed, pass_key(town), at)
    assert (shown.city, shown.person, shown.district) == (town, person.tag, person.district)
    assert (shown.household, shown.address) == (person.household_id.bytes, person.address_id.bytes)


def test_nobody_gets_a_pass_who_is_not_known(town: str) -> None:
    elsewhere = townsfolk.verify(townsfolk.found_town(), newcomer())
    with city_transaction(town) as at, pytest.raises(Refused) as refused:
        services.issue_pass(city=town, person_id=elsewhere.id, channel=Channel.WEB, expires_at=at)
    assert refused.value.reason is Reason.NOT_FOUND
