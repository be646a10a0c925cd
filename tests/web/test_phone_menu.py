"""The phone menu over HTTP: signed by the telephone system, booked once, refused in the words of every door."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from standardwebhooks import Webhook

from evenhand.apps.cases import queries as cases
from evenhand.apps.claims import queries as claims
from evenhand.apps.journal.sockets import socket
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.cases import CaseKind
from evenhand.core.people import NewPerson
from evenhand.core.policy import parse_city
from evenhand.core.terms import Channel
from evenhand.simulation import population
from tests.web.town import FILE, MORNING, OPENS, Town

SECRET = base64.b64encode(b"a telephone system's key, 32 byt").decode()
pytestmark = pytest.mark.req("people:H4")


@pytest.fixture(autouse=True)
def connected(settings: Settings) -> Iterator[None]:
    settings.EVENHAND_ACCOUNTS = {"telephone": {"secret": SECRET}}
    socket.cache_clear()
    yield
    socket.cache_clear()


@pytest.fixture
def caller() -> NewPerson:
    [first, *_] = population.people(
        parse_city(FILE.read_text("utf-8")), count=6, random=Random(5), today=MORNING.date()
    )
    return first


class Phone:
    """A caller on the line: presses keys, hears words."""

    def __init__(self, town: Town, number: str, call: str = "c-1") -> None:
        self.town, self.number, self.call, self.state = town, number, call, ""
        self.status = 200

    def post(self, said: dict[str, str], secret: str = SECRET) -> dict[str, Any]:
        body, at = json.dumps(said), datetime.now(UTC)
        headers = {
            "webhook-id": "m1",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign("m1", at, body),
        }
        answer = Client().post(self.town.url("hotline/menu"), body, content_type="application/json", headers=headers)
        self.status = answer.status_code
        told: dict[str, Any] = answer.json()
        return told

    def press(self, keys: str = "") -> dict[str, Any]:
        told = self.post({"call": self.call, "from": self.number, "keys": keys, "state": self.state})
        self.state = told.get("state", self.state)
        return told

    def hears(self, *keys: str) -> str:
        for key in keys:
            told = self.press(key)
        return str(told["say"])


def ending(who: NewPerson) -> str:
    return who.number[-4:].replace("X", "*")


def claimed(town: Town) -> list[claims.Claim]:
    with city_transaction(town.slug):
        return claims.of_person(city=town.slug, person=town.people[0].tag, release_ids=[town.release])


def test_a_caller_books_hears_it_back_and_a_repeated_request_books_nothing_more(town: Town, caller: NewPerson) -> None:
    town.clock(OPENS)
    phone = Phone(town, caller.phone)
    assert "press 2" in phone.hears("")
    assert "To book your share, press 1." in phone.hears("2")
    assert "the last four characters" in phone.hears("1")
    offer = phone.hears(ending(caller))
    assert "Mask: 5 masks, ¥1.00 each, delivery is free" in offer
    assert caller.name not in offer
    before = phone.state
    said = phone.hears("1")
    assert said.startswith("5 masks of Mask are booked for you. You pay ¥5.00 in all.")
    phone.state = before
    assert phone.hears("1") == said, "the telephone system asks again: its answer was lost"
    town.drain()
    [claim] = claimed(town)
    assert (claim.granted, claim.channel) == (True, Channel.HOTLINE)
    assert "masks" in phone.hears("9")
    assert "Your order of 5 units" in phone.hears("1", "2")
    assert phone.press("")["then"] == "hang_up"


def test_a_refusal_is_read_with_its_hour_and_again_on_demand(town: Town, caller: NewPerson) -> None:
    phone = Phone(town, caller.phone)
    assert "has not opened yet" in phone.hears("", "2", "1", ending(caller), "1")
    again = phone.hears("9")
    assert "It opens" in again
    assert claimed(town) == []
    assert "还没有开放" in Phone(town, caller.phone, "c-2").hears("", "1", "1", ending(caller), "1")


def test_a_stranger_is_put_through_and_five_guesses_are_an_hour(town: Town, caller: NewPerson) -> None:
    phone = Phone(town, caller.phone)
    phone.hears("", "2", "1")
    ends = [phone.press("0000" if not ending(caller).startswith("0000") else "1111")["then"] for _ in range(3)]
    assert ends == ["listen", "listen", "operator"]
    other = Phone(town, caller.phone, "c-2")
    other.hears("", "2", "1", "0000", "0001")
    third = Phone(town, caller.phone, "c-3")
    third.hears("", "2", "1")
    assert third.press(ending(caller))["then"] == "operator", "the hour's five are used up"
    town.clock(MORNING + timedelta(hours=1))
    fourth = Phone(town, caller.phone, "c-4")
    fourth.hears("", "2", "1")
    assert fourth.press(ending(caller))["then"] == "listen"


def test_at_night_a_callback_is_noted_once(town: Town, caller: NewPerson) -> None:
    town.clock(MORNING + timedelta(hours=14))
    phone = Phone(town, caller.phone)
    phone.hears("", "2")
    told = [phone.press("0"), phone.press("0")]
    assert [each["then"] for each in told] == ["hang_up", "hang_up"]
    assert "calls you back" in told[0]["say"]
    with city_transaction(town.slug):
        assert len(cases.waiting(city=town.slug, kinds=(CaseKind.CALLBACK,))) == 1


def test_what_is_not_signed_or_belongs_to_another_call_is_refused(town: Town, caller: NewPerson) -> None:
    phone = Phone(town, caller.phone)
    wrong = base64.b64encode(b"somebody else's key of 32 bytes!").decode()
    assert phone.post({"call": "c", "from": caller.phone}, wrong)["reason"] == "not_allowed"
    phone.hears("", "2")
    other = Phone(town, caller.phone, "c-9")
    other.state = phone.state
    assert (other.press("1")["field"], other.status) == ("state", 422)
    other.state = phone.state[:-2]
    assert other.press("1")["reason"] == "input_invalid"
    assert phone.post({"call": "", "from": ""})["field"] == "call"


def test_without_an_account_there_is_no_menu(town: Town, settings: Settings) -> None:
    settings.EVENHAND_ACCOUNTS = {}
    socket.cache_clear()
    assert Phone(town, "").post({"call": "c"})["reason"] == "unavailable"
