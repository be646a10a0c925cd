"""City hall's money: statements approved by a second person, corrections, disputes, the policy, each by its pages."""

import io
import subprocess
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import python_calamine
from django.test import Client

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities_read
from evenhand.apps.cities import services as cities
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.handover import queries as handover_read
from evenhand.apps.handover import services as handover
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders
from evenhand.apps.orders.ports import Standing
from evenhand.apps.settlement import queries as settlement
from evenhand.core.ledger import Account
from evenhand.core.policy import policy_toml
from evenhand.core.terms import Role
from evenhand.web.cityhall.presets import presets
from tests.web import town as towns
from tests.web.pages import goes_to, words
from tests.web.town import MORNING, Town

DAY = MORNING.date().isoformat()


@pytest.fixture
def served(town: Town) -> Town:
    """One order was handed over at the door and is posted."""
    near = towns.neighbors(town)[:1]
    towns.claim(town, *near)
    towns.pay(town, *near)
    towns.pack(town)
    towns.send_out(town)
    rider = town.staff[Role.RIDER]
    order = town.order_of(near[0])
    with city_transaction(town.slug) as at:
        route = dispatch.route_of(city=town.slug, rider_id=rider)
        assert route
        [stop] = route.stops
        shown = handover_read.code_of(city=town.slug, order_id=order.id, at=at)
        assert shown
        handover.hand_over(
            city=town.slug, at=at, attempt_id=uuid4(), stop_id=stop.id, rider_id=rider, code=shown.digits
        )
    town.drain()
    return town


def second(town: Town) -> Client:
    """A browser of another official."""
    with city_transaction(town.slug):
        other = cities.add_staff(city=town.slug, role=Role.OFFICIAL, name="The other official")
    return town.browser(Role.OFFICIAL, other)


def merchants_statement(town: Town, browser: Client) -> str:
    """Draw what the outlet is owed; the address of its page."""
    said = {"party": str(town.outlet), "first": DAY, "last": DAY}
    return goes_to(browser.post(town.url("hall/statements"), said))


@pytest.mark.req("people:C7", "people:C2")
def test_one_draws_another_approves_and_it_is_settled(served: Town) -> None:
    one, other = served.browser(Role.OFFICIAL), second(served)
    page = merchants_statement(served, one)
    assert "You drew this statement; somebody else approves it." in words(one.get(page))
    one.post(page, {"act": "approve"})
    assert "Waits for a second person" in words(one.get(page))
    other.post(page, {"act": "approve"})
    assert "Approved by The other official" in words(one.get(page))
    one.post(page, {"act": "close"})
    settled = words(one.get(page))
    assert "Settled" in settled and "Is paid ¥6.00" in settled
    assert "This step no longer fits." in words(one.get(goes_to(one.post(page, {"act": "close"}))))
    assert one.post(page, {"act": "burn"}).status_code == 422


@pytest.mark.req("people:C7")
def test_a_day_is_not_stated_twice_and_the_form_says_so(served: Town) -> None:
    browser = served.browser(Role.OFFICIAL)
    merchants_statement(served, browser)
    again = browser.post(served.url("hall/statements"), {"party": str(served.outlet), "first": DAY, "last": DAY})
    assert "This step no longer fits." in words(again)
    backward = browser.post(served.url("hall/statements"), {"party": "city", "first": DAY, "last": "2026-12-01"})
    assert 'id="id_last_error"' in backward.content.decode()


@pytest.mark.req("people:K4", "people:K5")
def test_a_statement_is_a_paper_and_a_workbook_with_its_lots(served: Town, tmp_path: Path) -> None:
    browser = served.browser(Role.OFFICIAL, language="zh-hans")
    page = merchants_statement(served, browser)
    book = python_calamine.load_workbook(io.BytesIO(browser.get(page, {"format": "xlsx"}).content))
    sums, orders, lots = (book.get_sheet_by_index(n).to_python() for n in range(3))
    assert sums[1:] == [["应付商家：货款", 0, 6]]
    assert orders[1][3] == "L1" and orders[1][-1] == -6
    assert lots[1][:2] == ["L1", "Factory"] and str(lots[1][2]).startswith("2026-12-05")
    file = tmp_path / "statement.pdf"
    file.write_bytes(browser.get(page, {"format": "pdf"}).content)
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    assert all(said in text for said in ("6.00", "L1", "Factory", "The official"))
    fonts = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts and all(" yes " in line for line in fonts)


def test_a_merchant_reads_and_disputes_its_own_statement(served: Town) -> None:
    browser = served.browser(Role.OFFICIAL)
    period = merchants_statement(served, browser).rsplit("/", 1)[1]
    merchant = served.browser(Role.MERCHANT)
    assert "¥6.00" in words(merchant.get(served.url("merchant/statements")))
    own = served.url(f"merchant/statements/{period}")
    assert "This field is required." in words(merchant.post(own, {"dispute": " "}))
    assert "The city will answer." in words(merchant.get(goes_to(merchant.post(own, {"dispute": "One is missing."}))))
    page = served.url(f"hall/statements/{period}")
    assert "One is missing." in words(browser.get(page))
    browser.post(page, {"act": "uphold"})
    assert "Withdrawn" in words(browser.get(page))
    city = goes_to(browser.post(served.url("hall/statements"), {"party": "city", "first": DAY, "last": DAY}))
    assert merchant.get(served.url(f"merchant/statements/{city.rsplit('/', 1)[1]}")).status_code == 404


@pytest.mark.req("people:C2", "trust:S2")
def test_a_correction_needs_two_and_is_posted_once(served: Town) -> None:
    one, other = served.browser(Role.OFFICIAL), second(served)
    order = served.order_of(towns.neighbors(served)[0]).id
    said = {"order": str(order), "kind": "refund", "payer": "merchant", "yuan": "1.50", "reason": "Torn box."}
    assert "Largest: 5.00." in words(one.post(served.url("hall/corrections"), said | {"yuan": "5.01"}))
    assert one.post(served.url("hall/corrections"), said | {"order": str(uuid4())}).status_code == 200
    one.post(served.url("hall/corrections"), said)
    with city_transaction(served.slug):
        [asked] = cities_read.approvals_waiting(city=served.slug)
    decide = served.url(f"hall/approvals/{asked.id}")
    assert "You may not do this." in words(one.get(goes_to(one.post(decide, {"act": "approve"}))))
    assert "Give back ¥1.50" in words(other.get(served.url("hall/approvals")))
    assert "Agreed and done." in words(other.get(goes_to(other.post(decide, {"act": "approve"}))))
    other.post(decide, {"act": "approve"})
    with city_transaction(served.slug):
        lines = settlement.of_order(city=served.slug, order_id=order)
    assert [line.amount_fen for line in lines if line.account is Account.MERCHANT_REFUND] == [150]


@pytest.mark.req("people:C2", "domain:F18", "domain:R22")
def test_more_than_was_published_is_for_two(town: Town) -> None:
    one, other = town.browser(Role.OFFICIAL), second(town)
    form = {"campaign": str(town.campaign), "day": "2026-12-07", "opens": "10:00", "closes": "18:00", "quota": "20005"}
    assert "Something is not filled in" in words(one.post(town.url("hall/releases"), form))
    one.post(town.url("hall/releases"), form | {"reason": "A gift came in."})
    with city_transaction(town.slug):
        [asked] = cities_read.approvals_waiting(city=town.slug)
        assert len(campaigns.releases(city=town.slug)) == 1
    said = words(other.get(town.url("hall/approvals")))
    assert "20,005" in said and "Orders that it makes 4,001" in said and "Orders that delivery can promise" in said
    other.post(town.url(f"hall/approvals/{asked.id}"), {"act": "approve"})
    with city_transaction(town.slug):
        assert [each.terms.quota for each in campaigns.releases(city=town.slug)][1:] == [20005]


@pytest.mark.req("people:C1", "people:C2")
def test_a_policy_is_checked_previewed_asked_for_and_published_by_another(town: Town) -> None:
    one, other = town.browser(Role.OFFICIAL), second(town)
    with city_transaction(town.slug):
        text = policy_toml(cities_read.city(town.slug).policy)
    url = town.url("hall/policy")
    shown = words(one.get(url))
    assert "Residents served 1,550,000" in shown and "Part that tries" in shown
    wrong = words(one.post(url, {"text": text.replace("resident_fen = 100", "resident_fen = 999"), "act": "preview"}))
    assert "campaigns.masks.price.resident_fen = 999: must be at most cap_fen (150)" in wrong
    assert "must stay" in words(one.post(url, {"text": text.replace(town.slug, "elsewhere"), "act": "ask"}))
    changed = text.replace('phone = "12345"', 'phone = "12320"')
    one.post(url, {"text": changed, "act": "ask", "reason": "A new number."})
    with city_transaction(town.slug):
        [asked] = cities_read.approvals_waiting(city=town.slug)
        assert "12345" in cities_read.city(town.slug).policy_text
    assert "12320" in words(other.get(town.url("hall/approvals")))
    other.post(town.url(f"hall/approvals/{asked.id}"), {"act": "approve"})
    with city_transaction(town.slug):
        assert "12320" in cities_read.city(town.slug).policy_text
    assert one.get(url, {"format": "toml"}).content.decode() == changed


@pytest.mark.req("people:C1")
def test_every_preset_of_2020_is_shown_with_each_value(town: Town) -> None:
    page = words(town.browser(Role.OFFICIAL).get(town.url("hall/policy")))
    assert len(presets()) == 7
    for preset in presets():
        assert preset.reported["en"] in page
        assert [value for _, value in preset.values if value not in page] == []


def test_an_auditor_changes_nothing(served: Town) -> None:
    auditor = served.browser(Role.AUDITOR)
    drawn = merchants_statement(served, served.browser(Role.OFFICIAL))
    assert auditor.get(drawn).status_code == 200
    assert auditor.post(drawn, {"act": "approve"}).status_code == 403
    assert auditor.post(served.url("hall/statements"), {"party": "city", "first": DAY, "last": DAY}).status_code == 200
    assert auditor.post(served.url(f"hall/approvals/{UUID(int=1)}"), {"act": "approve"}).status_code == 403
    assert auditor.get(served.url("hall/policy")).status_code == 403


@pytest.mark.req("domain:F12")
def test_an_entry_taken_back_gives_its_resident_the_money_back(served: Town) -> None:
    one, other = served.browser(Role.OFFICIAL), second(served)
    order = served.order_of(towns.neighbors(served)[0]).id
    one.post(served.url("hall/corrections"), {"order": str(order), "kind": "reversal", "payer": "city", "reason": "x"})
    with city_transaction(served.slug):
        [asked] = cities_read.approvals_waiting(city=served.slug)
        assert [each.standing for each in orders.payments(city=served.slug, order_ids=[order])] == [Standing.PAID]
    other.post(served.url(f"hall/approvals/{asked.id}"), {"act": "approve"})
    served.drain()
    with city_transaction(served.slug):
        assert [each.standing for each in orders.payments(city=served.slug, order_ids=[order])] == [Standing.REFUNDED]
        assert sum(line.amount_fen for line in settlement.of_order(city=served.slug, order_id=order)) == 0
