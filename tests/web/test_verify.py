"""Verifying at the resident's door: phone, code, and once who one is."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client

from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import queries as residents
from evenhand.core.documents import DocumentKind
from tests.apps.townsfolk import newcomer
from tests.web.pages import goes_to, words
from tests.web.town import MORNING, OPENS, Town

PHONE = "138 0013 8000"
LISTED = "linshui/鼎屏示范社区"
NAMES = ("name", "kind", "number", "district", "address")


def code_for(town: Town, browser: Client, caplog: pytest.LogCaptureFixture, phone: str, **said: str) -> str:
    """Ask for a code; the digits as they were sent."""
    with caplog.at_level(logging.INFO, "evenhand.sms"):
        assert goes_to(browser.post(town.url("verify"), {"phone": phone, **said})) == town.url("verify/code")
        town.drain()
    return re.findall(r"\b\d{6}\b", caplog.records[-1].getMessage())[-1]


def say_code(town: Town, browser: Client, caplog: pytest.LogCaptureFixture, phone: str, **said: str) -> str:
    """Ask for a code and say it. Where that leads."""
    digits = code_for(town, browser, caplog, phone, **said)
    return goes_to(browser.post(town.url("verify/code"), {"code": digits}))


def form_of(n: int = 900, **changes: object) -> dict[str, object]:
    """The form of somebody who was never here."""
    person = newcomer(n)
    said = {name: str(getattr(person, name)) for name in NAMES}
    return {**said, "consents": ["identity", "delivery"], **changes}


@pytest.mark.req("people:R2")
def test_somebody_new_is_verified_and_is_ready(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    browser = town.browser()
    assert say_code(town, browser, caplog, PHONE) == town.url("verify/who")
    assert goes_to(browser.post(town.url("verify/who"), form_of())) == town.url("verify/ready")
    page = words(browser.get(town.url("verify/ready")))
    assert "You are ready." in page
    assert "唐**" in page
    assert "唐杰玉" not in page


@pytest.mark.req("people:R4")
def test_a_community_is_picked_and_the_parcel_is_driven_there(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    browser = town.browser()
    say_code(town, browser, caplog, PHONE)
    page = browser.get(town.url("verify/who")).content.decode()
    assert '<optgroup label="Linshui">' in page
    assert f'<option value="{LISTED}">Dingping demo community</option>' in page
    assert goes_to(browser.post(town.url("verify/who"), form_of(community=LISTED))) == town.url("verify/ready")
    home, address = home_of(town, "+8613800138000")
    assert (home.district, address) == ("linshui", f"鼎屏示范社区 {newcomer(900).address}")
    assert (home.place.lon, home.place.lat) == (106.9329, 30.3312)


def test_a_community_of_another_district_is_refused_at_its_field_and_nothing_is_lost(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    browser = town.browser()
    say_code(town, browser, caplog, PHONE)
    response = browser.post(town.url("verify/who"), form_of(district="qianfeng", community=LISTED))
    assert "This community lies in another district." in words(response)
    assert 'id="id_community_error"' in response.content.decode()
    assert newcomer(900).address in response.content.decode()
    assert "Select a valid choice" in words(browser.post(town.url("verify/who"), form_of(community="linshui/<b>")))


def home_of(town: Town, phone: str) -> tuple[residents.Home, str]:
    """Where who is known at a phone (E.164) lives, and the address as whoever brings a parcel reads it."""
    with city_transaction(town.slug):
        [found] = residents.at_phone(city=town.slug, phone=phone)
        homes = residents.homes(city=town.slug, tags=[found.tag])
        return homes[found.tag], residents.doorsteps(city=town.slug, tags=[found.tag])[found.tag].address


def test_somebody_known_needs_the_phone_only(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    say_code(town, first := town.browser(), caplog, PHONE)
    first.post(town.url("verify/who"), form_of())
    town.clock(OPENS)
    assert say_code(town, town.browser(), caplog, PHONE) == town.url("verify/ready")


@pytest.mark.parametrize("phone", ["", "12", "+1 202 555 0123", "010 6512 3456"])
def test_a_phone_that_no_message_reaches_is_refused_at_its_field(town: Town, phone: str) -> None:
    response = town.browser().post(town.url("verify"), {"phone": phone})
    assert 'id="id_phone_error"' in response.content.decode()
    assert "autofocus" in response.content.decode()


def test_a_wrong_code_says_how_many_tries_are_left(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    browser = town.browser()
    digits = code_for(town, browser, caplog, PHONE)
    wrong = "000000" if digits != "000000" else "111111"
    assert "Tries left: 4." in words(browser.post(town.url("verify/code"), {"code": wrong}))
    for _ in range(4):
        response = browser.post(town.url("verify/code"), {"code": wrong})
    assert "Tries left: 0." in words(response)
    assert "This code is locked." in words(browser.post(town.url("verify/code"), {"code": digits}))


def test_a_second_code_at_once_is_refused_with_the_time_of_the_next(town: Town) -> None:
    browser = town.browser()
    browser.post(town.url("verify"), {"phone": PHONE})
    page = words(browser.post(town.url("verify"), {"phone": PHONE}))
    assert "Too many codes were asked for this number." in page
    assert "It is possible again from" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": "190000196802121230"}, "The last digit does not fit the others"),
        ({"number": "1900001968021"}, "The number is too long or too short."),
        ({"number": "190000196813121230"}, "The date of birth in it does not exist."),
        (
            {"kind": DocumentKind.PASSPORT.value, "number": "U1234567", "issuer": ""},
            "The country that issued it is missing.",
        ),
        ({"address": "  ,  "}, "Something is not filled in as it should be."),
        ({"consents": ["identity"]}, "Something is not filled in as it should be."),
        ({"name": ""}, "This field is required."),
    ],
)
@pytest.mark.req("people:R2")
def test_each_defect_is_named_at_its_field(
    town: Town, caplog: pytest.LogCaptureFixture, changes: dict[str, object], said: str
) -> None:
    browser = town.browser()
    say_code(town, browser, caplog, PHONE)
    response = browser.post(town.url("verify/who"), form_of(**changes))
    assert said in words(response)
    assert 'class="field bad"' in response.content.decode().replace("card field bad", "field bad")
    assert response.content.decode().count("autofocus") <= 1


def test_nobody_skips_the_code(town: Town) -> None:
    assert goes_to(town.browser().get(town.url("verify/code"))) == town.url("verify")
    assert goes_to(town.browser().post(town.url("verify/who"), form_of())) == town.url("verify")


def test_neither_phone_nor_document_is_kept_where_a_browser_keeps_things(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    browser = town.browser()
    say_code(town, browser, caplog, PHONE)
    browser.post(town.url("verify/who"), form_of())
    kept = " ".join(morsel.value for morsel in browser.cookies.values())
    assert "13800138000" not in kept
    assert form_of()["number"] not in kept
    assert form_of()["number"] not in browser.get(town.url("me")).content.decode()


def test_another_of_the_family_is_verified_with_the_same_phone(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    say_code(town, first := town.browser(), caplog, PHONE)
    first.post(town.url("verify/who"), form_of())
    town.clock(OPENS)
    browser = town.browser()
    assert say_code(town, browser, caplog, PHONE, another="1") == town.url("verify/who")
    second = form_of(901, name="唐小玉")
    assert goes_to(browser.post(town.url("verify/who"), second)) == town.url("verify/ready")
    assert "唐**" in words(browser.get(town.url("verify/ready")))


@pytest.mark.req("people:E6")
@pytest.mark.req("people:Z1")
@pytest.mark.parametrize("lost", ["the code", "the session"])
def test_nobody_is_hurried_a_form_that_comes_too_late_is_kept(
    town: Town, caplog: pytest.LogCaptureFixture, lost: str
) -> None:
    browser = town.browser()
    say_code(town, browser, caplog, PHONE)
    if lost == "the code":
        town.clock(MORNING + timedelta(minutes=11))
    else:
        del browser.cookies["sessionid"]
        town.clock(MORNING + timedelta(minutes=2))
    page = browser.post(town.url("verify/who"), form_of(), follow=True)
    assert "What you filled in is kept." in words(page)
    assert form_of()["number"] not in str(browser.cookies), "sealed"
    say_code(town, browser, caplog, PHONE)
    again = browser.get(town.url("verify/who")).content.decode()
    assert all(f'value="{form_of()[name]}"' in again for name in ("name", "number", "address"))
    assert goes_to(browser.post(town.url("verify/who"), form_of())) == town.url("verify/ready")
