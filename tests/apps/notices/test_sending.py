"""A notice is written with its cause, sent after it, once, and in the end always accounted for."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from evenhand.adapters.sms.fake import FakeSms
from evenhand.apps.journal.sockets import socket
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.notices import models, queries, services
from evenhand.apps.notices.queries import Counts
from evenhand.apps.notices.services import Told
from evenhand.apps.residents import services as residents
from evenhand.apps.residents.queries import Person
from evenhand.core import masks
from evenhand.core.errors import Reason, Refused
from evenhand.core.people import Purpose
from evenhand.core.terms import PersonTag
from tests.apps import townsfolk
from tests.apps.townsfolk import newcomer

ALL = 1000
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> str:
    return townsfolk.found_town()


@pytest.fixture
def gateway(settings: Any) -> Iterator[FakeSms]:
    settings.EVENHAND_ADAPTERS = {"sms": "evenhand.adapters.sms.fake.FakeSms"}
    socket.cache_clear()
    yield socket("sms")
    socket.cache_clear()


def tell(town: str, *persons: Person, template: str = "order_accepted", language: str = "zh") -> None:
    with city_transaction(town) as at:
        told = [Told(person.tag, f"{template}:{person.id}", language=language) for person in persons]
        services.tell(city=town, at=at, template=template, told=told)


def send(town: str, later: timedelta = timedelta(), limit: int = ALL) -> int:
    with city_transaction(town) as at:
        return services.send_waiting(city=town, at=at + later, limit=limit)


def counts(town: str) -> Counts:
    with city_transaction(town):
        return queries.counts(city=town)["order_accepted"]


def test_a_notice_reaches_its_person_signed_and_in_their_language(town: str, gateway: FakeSms) -> None:
    one, other = townsfolk.enroll(town, newcomer(0), newcomer(1))
    tell(town, one)
    tell(town, other, language="en")
    assert send(town) == 2
    assert [message.phone for message in gateway.carried] == [newcomer(0).phone, newcomer(1).phone]
    assert gateway.carried[0].text.startswith("【广安】商家已接单")
    assert gateway.carried[1].text.startswith("Guang'an: The merchant has accepted")
    assert counts(town) == Counts(written=2, sent=2, failed=0)


@pytest.mark.req("trust:I7")
def test_what_is_said_twice_is_sent_once(town: str, gateway: FakeSms) -> None:
    persons = townsfolk.enroll(town, newcomer())
    tell(town, *persons)
    tell(town, *persons)
    assert [send(town), send(town)] == [1, 0]
    assert len(gateway.carried) == 1


@pytest.mark.req("trust:R8")
def test_what_was_not_committed_is_never_sent(town: str, gateway: FakeSms) -> None:
    [person] = townsfolk.enroll(town, newcomer())
    with pytest.raises(Refused), city_transaction(town) as at:
        services.tell(city=town, at=at, template="order_accepted", told=[Told(person.tag, "once")])
        raise Refused(Reason.BUSY)
    assert send(town) == 0
    assert gateway.carried == []


def test_no_more_is_sent_at_a_time_than_asked_for(town: str, gateway: FakeSms) -> None:
    tell(town, *townsfolk.enroll(town, *(newcomer(n) for n in range(5))))
    assert [send(town, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert len(gateway.carried) == 5


def test_a_gateway_that_is_away_is_asked_again_later(town: str, gateway: FakeSms) -> None:
    tell(town, *townsfolk.enroll(town, newcomer()))
    gateway.deaf = 2
    assert [send(town), send(town, timedelta(seconds=4))] == [0, 0]
    assert gateway.deaf == 1
    assert [send(town, timedelta(seconds=6)), send(town, timedelta(seconds=30))] == [0, 1]
    assert len(gateway.carried) == 1


@pytest.mark.req("people:K8")
def test_a_gateway_that_took_a_message_and_did_not_say_so_carries_it_once(town: str, gateway: FakeSms) -> None:
    tell(town, *townsfolk.enroll(town, newcomer()))
    gateway.mute = 1
    assert [send(town), send(town, DAY)] == [0, 1]
    assert len(gateway.carried) == 1
    assert counts(town) == Counts(written=1, sent=1, failed=0)


def test_in_the_end_one_gives_up_and_says_so(town: str, gateway: FakeSms) -> None:
    tell(town, *townsfolk.enroll(town, newcomer()))
    gateway.deaf = ALL
    tries = 0
    while waiting(town):
        send(town, tries * DAY)
        tries += 1
    assert tries == 10
    assert counts(town) == Counts(written=1, sent=0, failed=1)
    assert failures(town) == ["gave_up"]


@pytest.fixture
def caller(gateway: FakeSms, settings: Any) -> FakeSms:
    """A telephone system beside the gateway of messages."""
    settings.EVENHAND_ADAPTERS = settings.EVENHAND_ADAPTERS | {"voice": "evenhand.adapters.sms.fake.FakeSms"}
    found: FakeSms = socket("voice")
    assert found is not gateway
    return found


@pytest.mark.req("people:K8")
def test_whom_no_message_reaches_is_called_once_and_hears_the_digits_one_by_one(
    town: str, gateway: FakeSms, caller: FakeSms
) -> None:
    with city_transaction(town) as at:
        asked = services.send_code(city=town, at=at, phone=newcomer().phone)
    digits = townsfolk.digits_of(town, asked.id)
    gateway.refused_phones = {newcomer().phone}
    assert [send(town), send(town), send(town)] == [1, 1, 0]
    [call] = caller.carried
    assert (gateway.carried, call.phone) == ([], newcomer().phone)
    assert call.text.count(" ".join(digits)) == 2


@pytest.mark.req("people:E9")
def test_who_wants_to_be_called_is_told_in_writing_and_by_voice(town: str, gateway: FakeSms, caller: FakeSms) -> None:
    one, other = townsfolk.enroll(town, newcomer(0), newcomer(1))
    with city_transaction(town) as at:
        residents.prefer_calls(city=town, person_id=one.id, called=True)
        for _ in range(2):
            told = [Told(person.tag, f"claim_granted:{person.id}") for person in (one, other)]
            services.tell(city=town, at=at, template="claim_granted", told=told)
    send(town)
    assert [message.phone for message in caller.carried] == [newcomer(0).phone]
    assert [message.phone for message in gateway.carried] == [newcomer(0).phone, newcomer(1).phone]


def waiting(town: str) -> int:
    with city_transaction(town):
        return queries.waiting(city=town)


def failures(town: str) -> list[str | None]:
    with city_transaction(town):
        return list(models.Notice.objects.filter(city=town).values_list("failure", flat=True))


def test_a_number_that_the_gateway_refuses_holds_up_nobody_else(town: str, gateway: FakeSms) -> None:
    tell(town, *townsfolk.enroll(town, newcomer(0), newcomer(1)))
    gateway.refused_phones = {newcomer(0).phone}
    assert send(town) == 2
    assert [message.phone for message in gateway.carried] == [newcomer(1).phone]
    assert counts(town) == Counts(written=2, sent=1, failed=1)


def test_those_who_want_no_messages_and_those_unknown_get_none(town: str, gateway: FakeSms) -> None:
    [quiet] = townsfolk.enroll(town, newcomer(consents=frozenset({Purpose.IDENTITY, Purpose.DELIVERY})))
    tell(town, quiet)
    with city_transaction(town) as at:
        services.tell(city=town, at=at, template="order_accepted", told=[Told(PersonTag(bytes(16)), "nobody")])
    assert send(town) == 2
    assert failures(town) == ["unreachable", "unreachable"]
    assert gateway.carried == []


@pytest.mark.req("trust:S4")
def test_a_code_is_brought_to_the_phone_and_then_forgotten(town: str, gateway: FakeSms) -> None:
    with city_transaction(town) as at:
        asked = services.send_code(city=town, at=at, phone=newcomer().phone)
    digits = townsfolk.digits_of(town, asked.id)
    assert send(town) == 1
    [message] = gateway.carried
    assert message.phone == newcomer().phone
    assert digits in message.text
    assert digits not in repr(message)
    assert masks.phone(message.phone) not in repr(message)
    with pytest.raises(KeyError):
        townsfolk.digits_of(town, asked.id)


def test_a_code_that_expired_before_it_could_be_sent_is_not_sent(town: str, gateway: FakeSms) -> None:
    with city_transaction(town) as at:
        services.send_code(city=town, at=at, phone=newcomer().phone)
    assert send(town, timedelta(minutes=11)) == 1
    assert failures(town) == ["unreachable"]
    assert gateway.carried == []


def test_nothing_is_written_that_could_not_be_sent(town: str) -> None:
    with city_transaction(town) as at, pytest.raises(KeyError):
        services.tell(city=town, at=at, template="congratulations", told=[Told(bytes(16), "a")])
    with city_transaction(town) as at, pytest.raises(ValueError, match="needs the facts"):
        services.tell(city=town, at=at, template="order_accepted", told=[Told(bytes(16), "a", {"name": "x"})])
    assert waiting(town) == 0


def test_a_person_can_see_what_they_were_told(town: str, gateway: FakeSms) -> None:
    one, other = townsfolk.enroll(town, newcomer(0), newcomer(1))
    tell(town, one, other, template="claim_granted")
    tell(town, one)
    send(town, limit=2)
    with city_transaction(town):
        told = queries.of_person(city=town, tag=one.tag)
    assert [(notice.template, notice.sent_at is not None) for notice in told] == [
        ("claim_granted", True),
        ("order_accepted", False),
    ]
