"""A roll of many: entered in one go, in order, nobody twice."""

from dataclasses import replace

import pytest

from evenhand.apps.journal import queries as journal
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import models, queries
from evenhand.core.errors import Reason, Refused
from evenhand.core.people import RECIPIENTS, Purpose
from tests.apps import townsfolk
from tests.apps.townsfolk import enroll, newcomer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> str:
    return townsfolk.found_town()


def test_a_roll_is_entered_in_its_order(town: str) -> None:
    roll = [newcomer(n, name=f"唐{name}") for n, name in enumerate("伟芳娜敏静丽强磊军洋")]
    persons = enroll(town, *roll)
    with city_transaction(town):
        shown = queries.masked(city=town, ids=[person.id for person in persons])
        phones = queries.phones_of(city=town, tags=[person.tag for person in persons])
        assert journal.waiting(city=town) == len(roll)
    assert [shown[person.id].name for person in persons] == ["唐*"] * len(roll)
    assert [phones[person.tag] for person in persons] == [one.phone for one in roll]


def test_a_roll_read_twice_enters_nobody_twice_and_changes_nobody(town: str) -> None:
    before = enroll(town, newcomer(0), newcomer(1))
    after = enroll(town, newcomer(1, address="新春街9号"), newcomer(2), newcomer(0, name="李四"))
    assert [after[2], after[0]] == before
    with city_transaction(town):
        assert models.Person.objects.filter(city=town).count() == 3
        assert journal.waiting(city=town) == 3


def test_one_who_stands_twice_on_a_roll_is_one(town: str) -> None:
    one, again = enroll(town, newcomer(0), newcomer(0, number=f" {newcomer(0).number} "))
    assert one == again


def test_an_empty_roll_enters_nobody(town: str) -> None:
    assert enroll(town) == []


def test_a_roll_with_a_mistake_names_its_row_and_enters_nobody(town: str) -> None:
    with pytest.raises(Refused) as refused:
        enroll(town, newcomer(0), replace(newcomer(1), number="1" * 18), newcomer(2))
    assert (refused.value.reason, refused.value.field, refused.value.facts["row"]) == (Reason.ID_INVALID, "number", 2)
    with city_transaction(town):
        assert not models.Person.objects.filter(city=town).exists()


@pytest.mark.req("trust:S13")
def test_messages_go_only_to_those_who_agreed_to_them(town: str) -> None:
    quiet = newcomer(1, consents=frozenset({Purpose.IDENTITY, Purpose.DELIVERY}))
    willing, silent = enroll(town, newcomer(0), quiet)
    with city_transaction(town) as at:
        assert queries.phones_of(city=town, tags=[willing.tag, silent.tag]) == {willing.tag: newcomer(0).phone}
        models.Consent.objects.filter(city=town, person_id=willing.id, purpose=Purpose.NOTICES).update(withdrawn_at=at)
        assert queries.phone_of(city=town, tag=willing.tag) is None


@pytest.mark.req("trust:S13")
def test_each_purpose_and_its_recipient_is_a_consent_of_its_own(town: str) -> None:
    [person] = enroll(town, newcomer())
    with city_transaction(town):
        given = models.Consent.objects.filter(city=town, person_id=person.id)
        assert dict(given.values_list("purpose", "recipient")) == RECIPIENTS
