"""The emergency stop: one official stops, every door says so, the gate takes nothing; two let it go on."""

import time

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pytest_django import Settings

from evenhand.apps.cities import queries as cities_read
from evenhand.apps.cities import services as cities
from evenhand.apps.claims import queries as claims
from evenhand.apps.journal import queries as journal
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.dial import WHOLE_CITY, Admit
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from tests.gate.process import GateProcess, select_nothing
from tests.web.pages import goes_to, words
from tests.web.test_claim import await_gate, granted, press
from tests.web.test_hall_money import second
from tests.web.town import OPENS, Town

WHY = "The first lot is wet."


def stop(town: Town, browser: Client) -> None:
    browser.post(town.url("hall/freeze"), {"act": "stop", "why": WHY})


def await_paused(gate: GateProcess, town: Town) -> None:
    latest = time.monotonic() + 20
    while gate.ask("GET", f"/gate/{town.release}")[1]["state"] != "paused":
        assert time.monotonic() < latest, "the gate does not see that the city is frozen"
        select_nothing(0.05)


@pytest.mark.req("people:C3")
def test_one_stops_every_door_and_the_gate_and_two_let_it_go_on(
    gate: GateProcess, settings: Settings, town: Town
) -> None:
    settings.EVENHAND_GATE_URL = gate.url
    town.clock(OPENS)
    await_gate(gate, town, "open")
    one, other, resident = town.browser(Role.OFFICIAL), second(town), town.browser(Role.RESIDENT)
    assert "Stop now" in words(one.get(town.url("hall/releases")))
    stop(town, one)
    await_paused(gate, town)
    for door, page in ((resident, "me"), (town.browser(), ""), (town.browser(Role.MERCHANT), "merchant/")):
        assert WHY in words(door.get(town.url(page)))
    assert "The city has paused this." in words(press(town, resident))
    assert granted(town) == 0
    one.post(town.url("hall/freeze"), {"act": "thaw", "why": "It is dry."})
    with city_transaction(town.slug):
        [asked] = cities_read.approvals_waiting(city=town.slug)
    one.post(town.url(f"hall/approvals/{asked.id}"), {"act": "approve"})
    assert WHY in words(resident.get(town.url("me")))
    other.post(town.url(f"hall/approvals/{asked.id}"), {"act": "approve"})
    assert WHY not in words(resident.get(town.url("me")))
    await_gate(gate, town, "open")
    press(town, resident)
    assert granted(town) == 1
    with city_transaction(town.slug):
        said = {each.kind: each.data for each in journal.history(city=town.slug, subjects=[WHOLE_CITY])}
    assert said["CityFrozen"] == {"reason": WHY, "by": str(town.staff[Role.OFFICIAL])}
    assert said["CityThawed"]["reason"] == "It is dry." and len(set(said["CityThawed"]["by"])) == 2


@pytest.mark.req("people:C3")
def test_a_stop_needs_a_reason_and_an_official_and_happens_once(town: Town) -> None:
    one = town.browser(Role.OFFICIAL)
    assert "Something is not filled in" in words(one.get(goes_to(one.post(town.url("hall/freeze"), {"why": " "}))))
    assert town.browser(Role.DISPATCHER).post(town.url("hall/freeze"), {"why": WHY}).status_code == 403
    stop(town, one)
    assert "This step no longer fits." in words(one.get(goes_to(one.post(town.url("hall/freeze"), {"why": WHY}))))
    with city_transaction(town.slug):
        assert claims.dial_of(city=town.slug, release_id=town.release).admit is Admit.READ_ONLY


@pytest.mark.req("people:C3")
def test_an_old_agreement_does_not_end_a_new_stop(town: Town) -> None:
    """Two agreed to end the first stop; it cannot be used to end a second one."""
    one, other = town.browser(Role.OFFICIAL), second(town)
    stop(town, one)
    one.post(town.url("hall/freeze"), {"act": "thaw", "why": "It is dry."})
    with city_transaction(town.slug):
        [asked] = cities_read.approvals_waiting(city=town.slug)
    other.post(town.url(f"hall/approvals/{asked.id}"), {"act": "approve"})
    town.clock(OPENS)
    stop(town, one)
    with city_transaction(town.slug) as at, pytest.raises(Refused) as refused:
        cities.thaw(city=town.slug, at=at, approval_id=asked.id)
    assert refused.value.reason is Reason.WRONG_STATE


@pytest.mark.req("people:C3")
def test_control_a_frozen_city_without_a_reason_is_refused_by_the_database(town: Town) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update cities_city set frozen_at = now() where slug = %s", [town.slug])


@pytest.mark.req("people:C3")
def test_the_calendar_shows_what_is_set_and_offers_what_the_policy_promises(town: Town) -> None:
    browser = town.browser(Role.OFFICIAL)
    page = browser.get(town.url("hall/releases"), {"month": "2026-12"})
    said = words(page)
    assert "10:00 " in said and " 100 " in said and "promised, not scheduled yet" in said
    asked = {"campaign": str(town.campaign), "day": "2026-12-07", "opens": "10:00", "closes": "18:00", "quota": "20000"}
    form = browser.get(town.url("hall/releases"), asked).content.decode()
    assert 'value="2026-12-07"' in form and 'value="20000"' in form
    assert "2027-01" in words(browser.get(town.url("hall/releases"), {"month": "2026-12"}))
    assert browser.get(town.url("hall/releases"), {"month": "9999-99"}).status_code == 200
