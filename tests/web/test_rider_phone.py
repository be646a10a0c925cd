"""What a rider's phone says and is told: each action once, cards of its own rider alone, the door's own worker."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from evenhand.apps.cities import services as cities
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.handover import queries as handover
from evenhand.apps.handover import services
from evenhand.apps.handover.queries import Shown
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.terms import Role
from tests.web import town as towns
from tests.web.town import Town


@pytest.fixture
def out(town: Town) -> Town:
    """Everybody near the outlet waits for the rider."""
    near = towns.neighbors(town)
    towns.claim(town, *near)
    towns.pay(town, *near)
    towns.pack(town)
    towns.send_out(town)
    return town


def first(town: Town) -> tuple[UUID, UUID, Shown]:
    """The first stop, its order, and what its person shows."""
    with city_transaction(town.slug) as at:
        route = dispatch.route_of(city=town.slug, rider_id=town.staff[Role.RIDER])
        assert route
        [card] = dispatch.cards(city=town.slug, stops=route.stops[:1])
        shown = handover.code_of(city=town.slug, order_id=card.order.id, at=at)
    assert shown
    return card.stop.id, card.order.id, shown


def send(browser: Client, town: Town, **said: Any) -> tuple[int, dict[str, Any]]:
    """An action, as a phone sends it."""
    answer = browser.post(town.url("rider/actions"), json.dumps(said, default=str), content_type="application/json")
    return answer.status_code, answer.json()


def test_an_action_sent_again_gets_the_same_answer_and_is_no_second_one(out: Town) -> None:
    stop, order, shown = first(out)
    browser = out.browser(Role.RIDER)
    action = {"id": uuid4(), "stop": stop, "kind": "hand_over", "code": shown.qr, "at": out_of_reach(out)}
    answers = [send(browser, out, **action) for _ in range(3)]
    assert answers == [(200, {"result": "handed_over", "tries_left": 5, "text": "Handed over."})] * 3
    with city_transaction(out.slug):
        assert len(handover.of_orders(city=out.slug, order_ids=[order])) == 1


def out_of_reach(town: Town, minutes: int = -5) -> datetime:
    with city_transaction(town.slug) as at:
        return at + timedelta(minutes=minutes)


@pytest.mark.req("trust:S18")
def test_a_copy_of_a_phones_memory_hands_over_nothing_more(out: Town) -> None:
    stop, order, shown = first(out)
    action = {"stop": stop, "kind": "hand_over", "code": shown.qr, "at": out_of_reach(out)}
    assert send(out.browser(Role.RIDER), out, id=uuid4(), **action)[0] == 200
    status, said = send(out.browser(Role.RIDER), out, id=uuid4(), **action)
    assert (status, said["reason"]) == (409, "wrong_state")
    assert "Handed over" in said["text"]
    with city_transaction(out.slug):
        assert len(handover.of_orders(city=out.slug, order_ids=[order])) == 1


@pytest.mark.req("people:K3")
def test_digits_that_were_said_without_a_network_never_hand_over(out: Town) -> None:
    stop, order, shown = first(out)
    action = {"id": uuid4(), "stop": stop, "kind": "hand_over", "code": shown.digits, "at": out_of_reach(out)}
    status, said = send(out.browser(Role.RIDER), out, **action)
    assert (status, said["result"]) == (200, "unchecked")
    with city_transaction(out.slug):
        assert handover.of_orders(city=out.slug, order_ids=[order]) == []


@pytest.mark.req("trust:S18")
def test_a_code_re_issued_meanwhile_is_refused_when_the_phone_comes_back(out: Town) -> None:
    stop, order, shown = first(out)
    with city_transaction(out.slug) as at:
        services.reissue_code(city=out.slug, at=at, order_id=order)
    action = {"id": uuid4(), "stop": stop, "kind": "hand_over", "code": shown.qr, "at": out_of_reach(out)}
    status, said = send(out.browser(Role.RIDER), out, **action)
    assert (status, said["result"], said["tries_left"]) == (200, "wrong_code", 4)


@pytest.mark.req("trust:S18")
@pytest.mark.parametrize("lie", [timedelta(days=-30), timedelta(days=30)], ids=["in the past", "in the future"])
def test_a_phones_clock_is_believed_within_bounds(out: Town, lie: timedelta) -> None:
    """A picture that had expired stays so, whatever the phone says; one that had not when it was shown is good."""
    stop, _, shown = first(out)
    with city_transaction(out.slug) as at:
        pass
    out.clock(at + handover.LIFETIME + timedelta(hours=1))
    action = {"stop": stop, "kind": "hand_over", "code": shown.qr}
    browser = out.browser(Role.RIDER)
    status, said = send(browser, out, id=uuid4(), at=at + lie, **action)
    assert (status, said["reason"]) == (403, "code_expired")
    assert send(browser, out, id=uuid4(), at=at + timedelta(hours=1), **action)[1]["result"] == "handed_over"


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", '{"id": 1}', '{"id": "x", "stop": "y", "kind": "steal"}', "x" * 5000, "\x00"],
)
def test_what_is_no_action_is_refused_in_words(out: Town, body: str) -> None:
    answer = out.browser(Role.RIDER).post(out.url("rider/actions"), body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["reason"] == "input_invalid"


def test_a_failure_needs_its_reason_and_the_phones_time_a_zone(out: Town) -> None:
    stop, _, _ = first(out)
    browser = out.browser(Role.RIDER)
    assert send(browser, out, id=uuid4(), stop=stop, kind="failed")[1]["field"] == "result"
    naive = {"id": uuid4(), "stop": stop, "kind": "failed", "result": "not_home", "at": "2026-12-05T10:00:00"}
    assert send(browser, out, **naive)[0] == 422
    assert send(browser, out, id=uuid4(), stop=stop, kind="failed", result="handed_over")[0] == 422
    assert send(browser, out, id=uuid4(), stop=stop, kind="failed", result="not_home")[1]["tries_left"] == 1


@pytest.mark.req("trust:S15")
def test_a_phone_holds_its_own_riders_cards_alone(out: Town) -> None:
    stop, _, _ = first(out)
    said = out.browser(Role.RIDER).get(out.url("rider/shift")).json()
    assert said["cards"][0]["stop"] == str(stop)
    assert all("*" in card["name"] and "*" in card["phone"] for card in said["cards"])
    assert said["now"] == int(out_of_reach(out, 0).timestamp() * 1000)
    with city_transaction(out.slug):
        other = cities.add_staff(city=out.slug, role=Role.RIDER, name="Other", outlet_code="any")
    stranger = out.browser(Role.RIDER, other)
    assert stranger.get(out.url("rider/shift")).json()["cards"] == []
    action = {"id": uuid4(), "stop": stop, "kind": "failed", "result": "not_home"}
    assert send(stranger, out, **action)[1]["reason"] == "not_allowed"


def test_the_door_can_be_installed_and_its_worker_serves_nothing_else(out: Town) -> None:
    browser = out.browser(Role.RIDER)
    manifest = browser.get(out.url("rider/app.webmanifest")).json()
    assert (manifest["start_url"], manifest["scope"]) == (out.url("rider/"), out.url("rider/"))
    assert manifest["display"] == "standalone"
    worker = browser.get(out.url("rider/worker.js"))
    assert worker.headers["Content-Type"] == "text/javascript"
    listed = json.loads(worker.content.decode().split("const LIST = ")[1].split(";\n")[0])
    assert listed[0] == out.url("rider/offline")
    for address in listed[1:]:
        assert browser.get(address).status_code == 200, address
    assert out.browser().get(out.url("rider/worker.js")).status_code == 403


def test_what_a_device_says_of_the_hour_is_kept_with_the_try(out: Town) -> None:
    stop, _, shown = first(out)
    at = out_of_reach(out, -7)
    send(out.browser(Role.RIDER), out, id=uuid4(), stop=stop, kind="hand_over", code=shown.qr, at=at)
    with city_transaction(out.slug):
        found = dispatch.stop(city=out.slug, id=stop)
        assert found
        [tried] = handover.attempts(city=out.slug, parcel_ids=[found.parcel_id])
    assert tried.device_at == at
    assert tried.at.astimezone(UTC) == out_of_reach(out, 0)
