"""Codes by message: asked for a few times, guessed a few times, used once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import models, queries, services
from evenhand.core import signin
from evenhand.core.errors import Reason, Refused
from tests.apps import townsfolk

PHONE = "+8617400000001"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("trust:S4")]


@pytest.fixture
def town(transactional_db: None) -> str:
    return townsfolk.found_town()


def ask(town: str, later: timedelta = timedelta(), phone: str = PHONE) -> services.CodeAsked:
    with city_transaction(town) as at:
        return services.ask_code(city=town, at=at + later, phone=phone)


def say(town: str, id: UUID, digits: str, *, phone: str = PHONE, later: timedelta = timedelta()) -> Refused | None:
    with city_transaction(town) as at:
        return services.confirm_code(city=town, at=at + later, id=id, phone=phone, digits=digits)


def reason(refused: Refused | None) -> Reason | None:
    return refused.reason if refused else None


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 10**6:06}"


def test_the_right_digits_are_confirmed_however_they_are_typed(town: str) -> None:
    asked = ask(town)
    digits = townsfolk.digits_of(town, asked.id)
    assert say(town, asked.id, f" {digits[:3]} {digits[3:]} ", phone="174 0000 0001") is None


def test_the_fifth_wrong_code_locks_even_the_right_one_out(town: str) -> None:
    asked = ask(town)
    digits = townsfolk.digits_of(town, asked.id)
    answers = [say(town, asked.id, wrong(digits)) for _ in range(signin.TRIES)]
    assert [reason(answer) for answer in answers] == [Reason.CODE_WRONG] * 5
    assert [answer.facts["tries_left"] for answer in answers if answer] == [4, 3, 2, 1, 0]
    assert reason(say(town, asked.id, digits)) is Reason.LOCKED


def test_a_code_is_good_for_ten_minutes(town: str) -> None:
    asked = ask(town)
    digits = townsfolk.digits_of(town, asked.id)
    assert reason(say(town, asked.id, digits, later=timedelta(minutes=10))) is Reason.CODE_EXPIRED


def test_a_code_is_bound_to_its_request_and_phone(town: str) -> None:
    asked = ask(town)
    digits = townsfolk.digits_of(town, asked.id)
    assert reason(say(town, uuid4(), digits)) is Reason.CODE_EXPIRED
    assert reason(say(town, asked.id, digits, phone="+8617400000002")) is Reason.CODE_EXPIRED
    assert reason(say(town, asked.id, digits, phone="nonsense")) is Reason.INPUT_INVALID


def test_a_confirmed_code_is_used_once(town: str) -> None:
    [person] = townsfolk.enroll(town, townsfolk.newcomer(phone=PHONE))
    code_id = townsfolk.say_code(town, PHONE)
    with city_transaction(town) as at:
        assert services.sign_in(city=town, at=at, id=code_id, phone=PHONE) == [person]
    with city_transaction(town) as at, pytest.raises(Refused) as refused:
        services.sign_in(city=town, at=at, id=code_id, phone=PHONE)
    assert refused.value.reason is Reason.CODE_EXPIRED


def test_a_code_said_at_a_phone_where_nobody_is_known_is_still_good_to_verify_with(town: str) -> None:
    code_id = townsfolk.say_code(town, PHONE)
    with city_transaction(town) as at:
        assert services.sign_in(city=town, at=at, id=code_id, phone=PHONE) == []
    with city_transaction(town) as at:
        assert services.verify(city=town, at=at, code_id=code_id, person=townsfolk.newcomer(phone=PHONE))


def test_a_code_that_nobody_said_signs_nobody_in(town: str) -> None:
    asked = ask(town)
    with city_transaction(town) as at, pytest.raises(Refused) as refused:
        services.sign_in(city=town, at=at, id=asked.id, phone=PHONE)
    assert refused.value.reason is Reason.CODE_EXPIRED


def test_a_phone_signs_in_the_whole_family_that_shares_it(town: str) -> None:
    family = townsfolk.enroll(town, *(townsfolk.newcomer(n, phone=PHONE) for n in range(3)), townsfolk.newcomer(9))
    code_id = townsfolk.say_code(town, PHONE)
    with city_transaction(town) as at:
        assert services.sign_in(city=town, at=at, id=code_id, phone=PHONE) == family[:3]


@pytest.mark.req("people:K8")
@pytest.mark.parametrize(
    ("waits", "again_after"),
    [
        ([0], timedelta(minutes=1)),
        ([0, 2, 4, 6, 8], timedelta(hours=1)),
        ([0, 2, 4, 6, 8, 62, 64, 66, 68, 130], timedelta(days=1)),
    ],
    ids=["1 a minute", "5 an hour", "10 a day"],
)
def test_a_phone_is_asked_to_read_no_more_than_the_caps_allow(
    town: str, waits: list[int], again_after: timedelta
) -> None:
    for minutes in waits:
        ask(town, timedelta(minutes=minutes))
    with city_transaction(town) as at, pytest.raises(Refused) as refused:
        services.ask_code(city=town, at=at + timedelta(minutes=waits[-1], seconds=30), phone=PHONE)
    assert refused.value.reason is Reason.TOO_MANY_CODES
    first = earliest(town)
    assert refused.value.facts["again_at"] == first + again_after
    with city_transaction(town):
        assert services.ask_code(city=town, at=first + again_after, phone=PHONE)


def earliest(town: str) -> datetime:
    with city_transaction(town):
        return models.Code.objects.filter(city=town).order_by("sent_at")[0].sent_at


def test_other_phones_are_not_held_up(town: str) -> None:
    ask(town)
    assert ask(town, phone="+8617400000002")


def test_two_requests_at_the_same_moment_bring_one_code(town: str, in_parallel: Callable[..., list[object]]) -> None:
    answers = in_parallel(lambda: ask(town), 8)
    refusals = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refusals) == 7
    assert {refused.reason for refused in refusals} == {Reason.TOO_MANY_CODES}


def test_what_is_kept_of_a_code_cannot_be_read_back_once_it_is_sent(town: str) -> None:
    asked = ask(town)
    with city_transaction(town) as at:
        services.drop_messages(city=town, ids=[asked.id])
        assert queries.code_messages(city=town, at=at, ids=[asked.id]) == {}
