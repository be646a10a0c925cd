"""A policy as a form: the same as its file, each fault at its field; and a city that is opened by it."""

import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client

from evenhand.apps.cities import queries as cities_read
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.policy import policy_hash
from evenhand.core.terms import Role
from evenhand.web.kit import openings
from tests.web.pages import goes_to, words
from tests.web.test_hall_money import second
from tests.web.town import FILE, Town

FIELD = re.compile(r'<input (?:id="[^"]*" )?(type="checkbox" )?name="([^"]+)" value="([^"]*)"( checked)?')
SELECT = re.compile(r'<select id="[^"]*" name="([^"]+)".*?</select>', re.DOTALL)


def filled(page: HttpResponse) -> dict[str, Any]:
    """What a browser would send of a form that nobody touched."""
    text = page.content.decode()
    said = QueryDict(mutable=True)
    for box, name, value, checked in FIELD.findall(text):
        if not box or checked:
            said.appendlist(name, unescape(value))
    for found in SELECT.finditer(text):
        chosen = re.search(r'<option value="([^"]*)" selected', found[0])
        said[found[1]] = unescape(chosen[1]) if chosen else ""
    return {name: said.getlist(name) for name in said if name not in ("csrfmiddlewaretoken", "act")}


@pytest.mark.req("people:C1", "people:C2")
def test_a_form_asks_for_the_same_as_the_file_and_another_publishes_it(town: Town) -> None:
    one, other = town.browser(Role.OFFICIAL), second(town)
    url = town.url("hall/policy/form")
    said = filled(one.get(url))
    untouched = words(one.post(url, said | {"act": "ask", "reason": "Nothing."}))
    assert "Something is not filled in" in untouched
    said["city.hotline.phone"] = "12320"
    seen = words(one.post(url, said | {"act": "preview"}))
    assert "Nothing is wrong with it." in seen and "Part that tries" in seen
    assert b'phone = "12320"' in one.post(url, said | {"act": "toml"}).content
    one.post(url, said | {"act": "ask", "reason": "A new number."})
    with city_transaction(town.slug):
        [asked] = cities_read.approvals_waiting(city=town.slug)
    other.post(town.url(f"hall/approvals/{asked.id}"), {"act": "approve"})
    with city_transaction(town.slug):
        assert '"phone":"12320"' in cities_read.city(town.slug).policy_text


@pytest.mark.req("people:C1")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_fault_stands_at_its_field_in_the_readers_language(town: Town, language: str) -> None:
    browser, url = town.browser(Role.OFFICIAL, language=language), town.url("hall/policy/form")
    wrong = {"campaigns[0].price.resident_fen": "-5", "campaigns[0].window.opens": "ten", "outlets[0].at": "far"}
    page = browser.post(url, filled(browser.get(url)) | wrong | {"act": "ask", "reason": "x"}).content.decode()
    for key, value in wrong.items():
        field = re.search(rf'<input id="f-{re.escape(key)}".*?</p>', page, re.DOTALL)
        assert field and f'value="{value}"' in field[0] and 'aria-invalid="true"' in field[0]
    assert ("must be from 0 to" in page) is (language == "en")
    assert ("必须在 0 到" in page) is (language == "zh-hans")
    assert page.count('class="error"') >= len(wrong)


@pytest.mark.req("people:C1")
def test_rows_are_added_taken_out_and_filled_from_a_preset(town: Town) -> None:
    browser, url = town.browser(Role.OFFICIAL), town.url("hall/policy/form")
    said = filled(browser.get(url))
    outlets = sum(bool(re.fullmatch(r"outlets\[\d+\]\.code", name)) for name in said)
    more = browser.post(url, said | {"act": "add:outlets"})
    assert f'name="outlets[{outlets}].code"' in more.content.decode()
    fewer = browser.post(url, said | {"act": "drop:outlets[0]"})
    assert f'name="outlets[{outlets - 1}].code"' not in fewer.content.decode()
    preset = filled(browser.post(url, said | {"act": "preset:guangzhou"}))
    assert preset["campaigns[0].mode"] == ["ballot"] and preset["campaigns[0].cool_off"] == ["10d"]
    for nonsense in ("add:nowhere[7].x", "drop:outlets[99]", "drop:city", "preset:none", "add:"):
        assert browser.post(url, said | {"act": nonsense}).status_code == 200


OFFICIALS = {"first_name": "A", "first_handle": "first", "second_name": "B", "second_handle": "second"}


@pytest.mark.req("people:C1")
@pytest.mark.django_db(transaction=True)
def test_a_city_is_opened_by_its_own_people_once(client: Client) -> None:
    client.cookies["language"] = "en"
    url = openings.link("brookside", rehearsal=True)
    assert "Open brookside" in words(client.get(url))
    empty = words(client.post(url, filled(client.get(url)) | OFFICIALS | {"act": "open"}))
    assert "is missing" in empty and "things are wrong" in empty
    other_city = client.post(url, {"act": "file", "file": FILE.read_text("utf-8")})
    assert "must stay brookside" in words(other_city)
    said = filled(
        client.post(url, {"act": "file", "file": FILE.read_text("utf-8").replace('"guangan"', '"brookside"', 1)})
    )
    same = words(client.post(url, said | OFFICIALS | {"second_handle": "first", "act": "open"}))
    assert "brookside" not in cities_read.slugs(), same
    opened = client.post(url, said | OFFICIALS | {"act": "open"})
    assert "The city is open" in words(opened)
    with city_transaction("brookside"):
        assert len(cities_read.staff(city="brookside", role=Role.OFFICIAL)) == 2
        assert policy_hash(cities_read.city("brookside").policy)
    links = re.findall(r'href="(/brookside/[^"]+)"', opened.content.decode())
    assert client.get(links[0]).status_code == 200
    assert client.get(url).status_code != 200
    assert client.get(openings.link("x" * 5, rehearsal=False)[:-3] + "abc").status_code != 200
    assert client.get("/brookside/").status_code == 200


def test_a_stranger_gets_no_form(town: Town) -> None:
    assert town.browser().get(town.url("hall/policy/form")).status_code in (302, 403)
    assert goes_to(town.browser(Role.OFFICIAL).post(town.url("hall/freeze"), {}))
