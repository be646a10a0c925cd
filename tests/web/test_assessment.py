"""The impact assessment says what is configured, and changes when it changes."""

import subprocess
from pathlib import Path

import pytest
from django.test import override_settings

from evenhand.apps.cities import services as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import services as residents
from evenhand.core.policy import parse_city
from evenhand.core.terms import Role
from tests.web import town as towns
from tests.web.pages import words
from tests.web.town import Town

pytestmark = pytest.mark.req("trust:S14")


def test_the_assessment_is_what_is_configured_on_the_page_and_on_paper(town: Town, tmp_path: Path) -> None:
    browser, url = town.browser(Role.AUDITOR), town.url("hall/assessment")
    page = words(browser.get(url))
    for said in ("Forgotten after nothing for 90 days", "at most 5 masks a person in 3 days", "Persons known 6"):
        assert said in page
    assert "This city rehearses" in page and "one official at most" in page and "There is no auditor" not in page
    assert "Impact assessment" in words(browser.get(town.url("hall/audit")))
    file = tmp_path / "assessment.pdf"
    file.write_bytes(town.browser(Role.OFFICIAL, language="zh-hans").get(url, {"format": "pdf"}).content)
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout
    assert "影响评估" in text and "90天" in text.replace(" ", "")


def test_control_another_policy_another_person_or_another_service_changes_it(town: Town) -> None:
    browser, url = town.browser(Role.OFFICIAL), town.url("hall/assessment")
    with city_transaction(town.slug) as at:
        cities.add_staff(city=town.slug, role=Role.OFFICIAL, name="The other official")
        residents.erase(city=town.slug, at=at, person_ids=[town.people[0].id], why=residents.Why.ASKED)
    page = words(browser.get(url))
    assert "Persons known 5" in page and "one official at most" not in page
    with override_settings(EVENHAND_ADAPTERS={"sms": "somewhere.Real"}):
        page = words(browser.get(url))
    assert "somewhere.Real" in page and "played by a fake" not in page


def test_a_longer_retention_is_a_longer_answer(transactional_db: None, tmp_path: Path) -> None:
    file = tmp_path / "long.toml"
    text = towns.FILE.read_text("utf-8").replace("limits.person", 'privacy = { retention = "200d" }\nlimits.person', 1)
    assert parse_city(text).campaigns
    file.write_text(text, "utf-8")
    town = towns.found(people=1, file=file)
    assert "Forgotten after nothing for 200 days" in words(town.browser(Role.OFFICIAL).get(town.url("hall/assessment")))
