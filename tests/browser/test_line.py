"""The line in real pages: a place is taken once, is the same on another device, and the hour needs no press."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import looking
from tests.browser.conftest import Visit
from tests.browser.test_journeys import enter, eventually, granted, strike
from tests.house import tree
from tests.web.town import OPENS, Town, found

TAIYUAN = tree.ROOT / "cities" / "taiyuan.toml"
FIELDS = ("inWaitingRoom", "waitTimeKnown", "queueIsFull", "lastUpdated", "refreshIntervalSeconds", "jitterSeconds")


@pytest.fixture
def town(site: str, transactional_db: None) -> Town:
    return found(file=TAIYUAN, quota=100)


def label(page: Page) -> str:
    return page.locator("code").inner_text()


@pytest.mark.req("people:W1", "people:W2", "people:R3")
def test_a_place_is_kept_on_every_device_and_the_hour_serves_whoever_waits(visit: Visit, site: str, town: Town) -> None:
    strike(town, site, at=OPENS - timedelta(minutes=10), state="lobby")
    phone = visit(town.url(f"claim/{town.release}"), enter=enter(town), language="en")
    phone.get_by_role("button", name="Take my place in the line").click()
    expect(phone.get_by_role("heading", name="You stand in the line")).to_be_visible()
    with phone.expect_response(f"**/gate/{town.release}", timeout=20_000) as looked:
        pass
    status = looked.value.json()
    assert all(field in status for field in FIELDS) and status["inWaitingRoom"] is True
    assert "max-age" in looked.value.headers["cache-control"]
    other = visit(phone.url, enter=enter(town), language="zh-hans", elder="1", width=1280, height=900)
    other.reload()
    assert label(other) == label(phone)
    assert looking.violations(other) == [] and looking.small_targets(other, 44) == [] and looking.sideways(phone) == 0
    strike(town, site, state="open")
    eventually(lambda: granted(town) == 1)
    expect(phone.get_by_role("heading", name="You stand in the line")).to_be_hidden(timeout=30_000)
    expect(phone.get_by_text("5 masks for you")).to_be_visible()
