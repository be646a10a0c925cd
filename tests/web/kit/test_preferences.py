"""Language and elder mode: chosen by the person, remembered, and never by the browser."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.web.pages import goes_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.req("people:G5")
def test_chinese_unless_the_person_chooses(client: Client) -> None:
    page = client.get("/", headers={"accept-language": "en-US,en;q=0.9"}).content.decode()
    assert '<html lang="zh-Hans"' in page
    assert "人人有份，不必争抢" in page


@pytest.mark.req("people:E7")
def test_a_choice_in_the_address_is_remembered_and_leaves_the_address(client: Client) -> None:
    assert goes_to(client.get("/style", {"theme": "dark", "lang": "en", "elder": "1"})) == "/style?theme=dark"
    page = client.get("/").content.decode()
    assert '<html lang="en" data-elder>' in page
    assert "no need to rush" in page
    assert client.cookies["elder"]["max-age"] > 300 * 24 * 3600
    assert goes_to(client.get("/", {"elder": "0"})) == "/"
    assert "data-elder" not in client.get("/").content.decode()


@pytest.mark.parametrize("asked", [{"lang": "fr"}, {"elder": "yes"}, {"lang": ""}])
def test_a_choice_that_is_none_changes_nothing(client: Client, asked: dict[str, str]) -> None:
    assert client.get("/", asked).status_code == 200
    assert not client.cookies


def test_no_address_leads_away(client: Client) -> None:
    response = client.get("//evil.example/", {"lang": "en"})
    assert not goes_to(response).startswith("//")


def test_the_city_page_asks_about_large_type_until_it_is_answered(client: Client) -> None:
    assert "?lang=en" in client.get("/").content.decode()


def test_the_page_of_components_is_for_rehearsals(client: Client, settings: Settings) -> None:
    assert client.get("/style").status_code == 200
    settings.EVENHAND_DEMO = False
    assert client.get("/style").status_code == 404
