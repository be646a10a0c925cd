"""The draw's public page: what it says at each step, one's own row by a code, and files that the verifier takes."""

import io
import json
import zipfile
from typing import Any

import pytest

from evenhand.apps.ballots import queries
from evenhand.apps.journal.tenancy import city_transaction
from tests.apps.ballots import ceremonies
from tests.apps.ballots.ceremonies import Ceremony
from tests.core.draw import staged
from tests.web.pages import words

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ceremony(transactional_db: None) -> Ceremony:
    made = ceremonies.found(people=3)
    made.enter(*made.town.people)
    return made


def codes(ceremony: Ceremony) -> list[str]:
    with city_transaction(ceremony.slug):
        found = [
            queries.entry(city=ceremony.slug, draw_id=ceremony.draw_id, person=person.tag)
            for person in ceremony.town.people
        ]
    return [entry.code for entry in found if entry]


def whole(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.req("people:P2", "draw:7", "draw:9", "domain:F15")
def test_the_page_says_at_each_step_what_is_fixed_and_gives_it_away(ceremony: Ceremony) -> None:
    browser, draw = ceremony.town.browser(), ceremony.draw()
    url = ceremony.town.url(f"draws/{draw.code}")
    first, *_ = codes(ceremony)
    assert draw.code in browser.get(ceremony.town.url("draws")).text
    page = words(browser.get(url))
    assert draw.rules.digest.hex() in page
    assert "REHEARSAL" in page
    assert browser.get(f"{url}/rules.json").content == draw.rules.raw
    assert browser.get(f"{url}/freeze.json").status_code == browser.get(f"{url}/bundle.zip").status_code == 409
    assert browser.get(f"{url}/anything.json").status_code == 404
    typed = first.replace("-", " ").lower()
    assert "Your entry is in the list" in words(browser.get(url, {"code": typed}))
    assert "No entry of this draw has that code" in words(browser.get(url, {"code": "<script>"}))
    assert browser.get(f"{url}/paper.json", {"code": first}).status_code == 409

    ceremony.whole()
    page = words(browser.get(url))
    winners = [code for code in codes(ceremony) if code in page]
    assert len(winners) == 2
    for code in codes(ceremony):
        told = words(browser.get(url, {"code": code}))
        assert ("Won." in told) == (code in winners)
        assert "of 3" in told
    archive = whole(browser.get(f"{url}/bundle.zip"))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    paper = json.loads(browser.get(f"{url}/paper.json", {"code": first}).content)
    found, _, wrong = staged.verifier().verify(files, more=[lambda made: made.check_entry(paper)])
    assert found == 3, wrong
    assert files["seal.json"] == browser.get(f"{url}/seal.json").content
    assert whole(browser.get(f"{url}/bundle.zip")) == archive


def test_rules_that_nobody_approved_are_no_draw(ceremony: Ceremony) -> None:
    browser = ceremony.town.browser()
    assert browser.get(ceremony.town.url("draws/none")).status_code == 404
