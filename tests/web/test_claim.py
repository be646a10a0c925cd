"""Claiming at the resident's door: the form, the gate's answer without a script, the result in words."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from evenhand.apps.claims import queries as claims
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason
from evenhand.core.terms import Role
from evenhand.web.refusals.texts import TEXTS
from tests.gate.process import GateProcess, select_nothing
from tests.web import town as towns
from tests.web.pages import goes_to, hidden, words
from tests.web.town import OPENS, SHARE, Town


@pytest.fixture
def at_the_gate(gate: GateProcess, settings: Settings, town: Town) -> Town:
    """The town, whose doors ask a gate that runs; it is before the hour."""
    settings.EVENHAND_GATE_URL = gate.url
    await_gate(gate, town, "before")
    return town


@pytest.fixture
def at_the_hour(gate: GateProcess, at_the_gate: Town) -> Town:
    """The same, when the release has opened."""
    at_the_gate.clock(OPENS)
    await_gate(gate, at_the_gate, "open")
    return at_the_gate


def await_gate(gate: GateProcess, town: Town, state: str) -> None:
    """Until the gate, which looks at releases and clocks now and then, sees what we see."""
    latest = time.monotonic() + 20
    while time.monotonic() < latest:
        status, answer = gate.ask("GET", f"/gate/{town.release}")
        if status == 200 and answer["state"] == state:
            return
        select_nothing(0.05)
    raise AssertionError(f"the gate does not see the release {state}")


def press(town: Town, browser: Client, **changes: str) -> HttpResponse:
    """Open the claim page and press the button, without a script. The result page."""
    page = browser.get(town.url(f"claim/{town.release}"))
    said = {name: hidden(page, name) for name in ("pass", "key", "units")} | changes
    return browser.get(goes_to(browser.post(town.url(f"claim/{town.release}/send"), said)))


def granted(town: Town) -> int:
    with city_transaction(town.slug):
        return claims.live(city=town.slug, release_id=town.release).granted_claims


@pytest.mark.req("people:R7")
def test_a_press_at_the_hour_is_a_share(at_the_hour: Town) -> None:
    town = at_the_hour
    page = words(press(town, town.browser(Role.RESIDENT)))
    assert f"{SHARE} masks for you: Mask" in page
    assert granted(town) == 1


@pytest.mark.req("people:G10")
def test_reload_second_device_and_a_second_press_are_the_same_claim(at_the_hour: Town) -> None:
    town = at_the_hour
    one, other = town.browser(Role.RESIDENT), town.browser(Role.RESIDENT)
    pages = [browser.get(town.url(f"claim/{town.release}")) for browser in (one, one, other)]
    assert len({hidden(page, "key") for page in pages}) == 1
    for browser, page in zip((one, one, other), pages, strict=True):
        said = {name: hidden(page, name) for name in ("pass", "key", "units")}
        result = browser.get(goes_to(browser.post(town.url(f"claim/{town.release}/send"), said)))
        assert "masks for you" in words(result)
    assert granted(town) == 1
    assert goes_to(one.get(town.url(f"claim/{town.release}"))).startswith(town.url("result/"))


def test_before_the_hour_the_result_names_it(at_the_gate: Town) -> None:
    page = words(press(at_the_gate, at_the_gate.browser(Role.RESIDENT)))
    assert "The release has not opened yet." in page
    assert "It opens Sat 5 Dec 10:00." in page


def test_too_many_units_are_refused_with_what_is_possible(at_the_hour: Town) -> None:
    page = words(press(at_the_hour, at_the_hour.browser(Role.RESIDENT), units="50"))
    assert "This number of units cannot be asked for." in page


def test_a_form_that_was_tampered_with_is_refused(at_the_gate: Town) -> None:
    browser = at_the_gate.browser(Role.RESIDENT)
    response = browser.post(at_the_gate.url(f"claim/{at_the_gate.release}/send"), {"key": "1", "units": "x"})
    assert response.status_code == 422


def test_a_gate_that_does_not_answer_leaves_the_same_request_open(town: Town, settings: Settings) -> None:
    settings.EVENHAND_GATE_URL = "http://127.0.0.1:9"
    browser = town.browser(Role.RESIDENT)
    town.clock(OPENS)
    page = press(town, browser)
    assert "We cannot give an answer at this moment." in words(page)
    assert town.url(f"claim/{town.release}") in page.content.decode()


def test_sold_out_is_said_with_the_next_release(transactional_db: None) -> None:
    town = towns.found(people=3, quota=SHARE)
    towns.claim(town, town.people[0])
    browser = town.browser(Role.RESIDENT, town.people[1].id)
    page = words(browser.get(town.url("")))
    assert "All taken" in page
    assert "Next release tomorrow 10:00" in page


def test_the_limit_says_when_it_is_free_again(town: Town) -> None:
    towns.claim(town, town.people[0])
    browser = town.browser(Role.RESIDENT)
    page = words(browser.get(town.url(f"result/{uuid4()}"), {"reason": "person_limit"}))
    assert "You have had your share of this period." in page
    assert "It is possible again from Tue 8 Dec 00:00." in page


def test_the_result_of_another_person_is_not_shown(town: Town) -> None:
    key = uuid4()
    towns.claim(town, town.people[0], key=key)
    assert town.browser(Role.RESIDENT, town.people[0].id).get(town.url(f"result/{key}")).status_code == 200
    assert town.browser(Role.RESIDENT, town.people[1].id).get(town.url(f"result/{key}")).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_reason_is_said_in_words_and_with_a_next_step(town: Town, language: str) -> None:
    browser = town.browser(Role.RESIDENT, language=language)
    for reason in Reason:
        page = words(browser.get(town.url(f"result/{uuid4()}"), {"reason": reason.value}))
        with override(language):
            parts = [str(part) for part in (TEXTS[reason].what, TEXTS[reason].why, TEXTS[reason].next)]
        assert [part for part in parts if part not in page] == [], reason


def test_an_invented_reason_is_not_repeated(town: Town) -> None:
    response = town.browser(Role.RESIDENT).get(town.url(f"result/{uuid4()}"), {"reason": "<b>you won</b>"})
    assert response.status_code == 404
    assert "you won" not in response.content.decode()


def test_the_claim_page_asks_nobody_who_has_not_verified(town: Town) -> None:
    assert goes_to(town.browser().get(town.url(f"claim/{town.release}"))) == town.url("verify")


def test_a_pass_outlives_the_wait_for_the_hour_and_not_the_day(gate: GateProcess, at_the_gate: Town) -> None:
    town = at_the_gate
    browser = town.browser(Role.RESIDENT)
    page = browser.get(town.url(f"claim/{town.release}"))
    said = {name: hidden(page, name) for name in ("pass", "key", "units")}
    town.clock(OPENS)
    await_gate(gate, town, "open")
    assert "reason" not in goes_to(browser.post(town.url(f"claim/{town.release}/send"), said))
    town.clock(OPENS + timedelta(hours=8))
    await_gate(gate, town, "closed")
    assert goes_to(browser.post(town.url(f"claim/{town.release}/send"), said)).endswith("pass_expired")
