"""A city is filled with imagined people by one command, and its keys are changed by another."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from evenhand.adapters.sms.fake import FakeSms
from evenhand.apps.journal.sockets import socket
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import queries
from evenhand.cli import people, resealing
from evenhand.config.errors import Misconfigured
from evenhand.core.errors import Reason, Refused
from tests.apps import townsfolk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> str:
    return townsfolk.found_town()


def population(town: str) -> int:
    with city_transaction(town):
        return sum(queries.counts(city=town).values())


def test_people_are_enrolled_and_counted(town: str) -> None:
    assert people.build(town, count=50, seed=1).startswith(f"50 people enrolled in {town} in ")
    assert population(town) == 50


def test_the_same_seed_enrolls_nobody_twice_and_goes_on_where_it_ended(town: str) -> None:
    first = [person for batch in people.enroll(town, count=30, seed=1) for person in batch]
    again = [person for batch in people.enroll(town, count=40, seed=1) for person in batch]
    assert again[:30] == first
    assert population(town) == 40


@pytest.mark.parametrize("city", ["atlantis", "No City"])
@pytest.mark.parametrize(
    "command", [partial(people.build, count=1, seed=1), resealing.reseal], ids=["people", "reseal"]
)
def test_a_city_that_is_not_there_is_refused(transactional_db: None, city: str, command: Callable[[str], str]) -> None:
    with pytest.raises(Refused) as refused:
        command(city)
    assert (refused.value.reason, refused.value.field) == (Reason.NOT_FOUND, "city")


def test_imagined_people_are_not_mixed_with_real_messages(town: str, settings: Any, monkeypatch: Any) -> None:
    settings.EVENHAND_ADAPTERS = {"sms": "evenhand.adapters.sms.fake.FakeSms"}
    monkeypatch.setattr(FakeSms, "reaches_people", True)
    socket.cache_clear()
    with pytest.raises(Misconfigured, match="must not get real messages"):
        people.build(town, count=1, seed=1)
    socket.cache_clear()
    assert population(town) == 0


@pytest.mark.req("trust:S10")
def test_every_key_is_sealed_anew_whatever_their_number(town: str, settings: Any, monkeypatch: Any) -> None:
    people.build(town, count=25, seed=1)
    monkeypatch.setattr(resealing, "BATCH", 10)
    settings.EVENHAND_VAULT_KEYS = (bytes(range(32)), settings.EVENHAND_MASTER_KEY)
    assert resealing.reseal(town).startswith("25 keys")
    assert resealing.reseal(town).startswith("0 keys")
