"""What a resident sees on the way, in a real browser: language, size, answer, payment, progress, page of one's own."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.stage import Stage


def opened(visit: Visit, stage: Stage, name: str) -> Page:
    path, enter = stage.pages()[name]
    return visit(path, enter=enter, language="en")


@pytest.mark.req("people:G5")
@pytest.mark.req("people:E7")
def test_a_foreign_browser_reads_chinese_until_one_tap_and_size_is_kept(visit: Visit, stage: Stage) -> None:
    page = visit("/healthz")
    page.context.clear_cookies()
    page.goto(stage.town.url())
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Yes, large type").click()
    expect(page.locator("html")).to_have_attribute("data-elder", "")
    page.goto(stage.town.url("figures"))
    expect(page.locator("html")).to_have_attribute("data-elder", "")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.req("people:R7")
@pytest.mark.req("people:R8")
def test_the_answer_leads_to_payment_with_its_deadline(visit: Visit, stage: Stage) -> None:
    page = opened(visit, stage, "granted")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("5 masks for you"))
    expect(page.locator(".verdict svg")).to_be_visible()
    page.locator(".dock a").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"\d\d:\d\d"))
    expect(page.locator("main")).to_contain_text("¥5.00")
    expect(page.locator("button.primary")).to_have_count(1)


@pytest.mark.req("people:R9")
@pytest.mark.req("people:R12")
def test_progress_and_own_page_say_what_happens_now_and_when_next(visit: Visit, stage: Stage) -> None:
    page = opened(visit, stage, "progress")
    expect(page.locator("[aria-current=step]")).to_have_count(1)
    page = opened(visit, stage, "me")
    for words in ("Who used my document", "174****3756", "Tue 8 Dec"):
        expect(page.locator("main")).to_contain_text(words)


@pytest.mark.req("people:F1")
def test_a_refusal_has_the_focus_and_leads_on(visit: Visit, stage: Stage) -> None:
    page = opened(visit, stage, "refused")
    assert page.evaluate("document.activeElement.textContent") == "You have had your share of this period."
    page.locator(".dock a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who used my document")
