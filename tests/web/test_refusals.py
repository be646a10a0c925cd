"""Every refusal that a resident may meet: what, why, next and the way there, in both languages and both sizes."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.translation import override

from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web.refusals import explain
from tests.house import tree
from tests.web.pages import words
from tests.web.town import Town

OWN = "tests.web.test_refusals"
ELSEWHERE = {
    Reason.TOO_MANY_LOOKUPS: "tests/web/test_hotline.py reads the words of the sixty-first look-up",
    Reason.ALREADY_ENTERED: "an official's second promise in one draw: not provoked yet",
}
PASSING = {Reason.BUSY, Reason.UNAVAILABLE}


@pytest.mark.req("people:F1", "domain:F16")
@pytest.mark.parametrize("elder", ["0", "1"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_refusal_says_what_why_and_leads_on(town: Town, language: str, elder: str) -> None:
    browser = town.browser(Role.RESIDENT, language=language)
    browser.cookies["elder"] = elder
    for reason in Reason:
        page = browser.get(town.url(f"result/{uuid4()}?reason={reason}"))
        with override(language):
            said = explain(Refused(reason))
            text = words(page)
        html = page.content.decode()
        assert all(part in text for part in (said.what, said.why, said.next)), reason
        assert re.search(r'<h1 tabindex="-1" autofocus>', html), "the reader begins at what happened"
        if reason not in PASSING:
            address = reverse(said.link.page, kwargs={"city": town.slug})
            with override(language):
                assert f'<a class="button primary wide" href="{address}">{said.link.words}' in html, reason
            assert browser.get(address, follow=True).status_code == 200, "and the way is open"


@pytest.mark.req("people:F1")
@pytest.mark.parametrize("reason", list(Reason))
def test_each_refusal_is_provoked_by_a_test_of_what_refuses(reason: Reason) -> None:
    """In a test that does what leads to it, not in one that walks the list."""
    spoken = re.compile(rf"Reason\.{reason.name}\b|\"{reason}\"")
    raised = [module for module in tree.source() if re.search(rf"Refused\(\s*Reason\.{reason.name}\b", module.text)]
    provoked = [module for module in tree.tests() if module.name != OWN and spoken.search(module.text)]
    assert provoked or reason in ELSEWHERE or not raised


@pytest.mark.req("people:F1")
@pytest.mark.parametrize("reason", list(Reason))
def test_the_list_holds_no_refusal_that_nothing_says(reason: Reason) -> None:
    """A rule in Python, or the database's own function, by the reason's name or its word."""
    told = re.compile(rf"Reason\.{reason.name}\b|[\"']{reason}[\"']")
    said = [module.text for module in tree.source() if not re.search(r"\.refusals|core\.errors$", module.name)]
    said += [path.read_text("utf-8") for path in tree.SOURCE.rglob("*.sql")]
    assert any(told.search(text) for text in said)
