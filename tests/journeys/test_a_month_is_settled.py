"""Subsidies from the first claim to the settled month: what the file says of money, the books say, to the fen."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evenhand.apps.cities import queries as cities_read
from evenhand.apps.cities import services as cities
from evenhand.apps.claims import queries as claims
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.reports import queries as reports
from evenhand.apps.settlement import queries as settlement
from evenhand.cli import stating
from evenhand.core.terms import Role
from tests.web import town as towns
from tests.web.pages import goes_to, words
from tests.web.town import MORNING, Town

FILE = Path(__file__).parents[2] / "cities" / "hailing.toml"
DAY = MORNING.date()
CITY_PAYS = 5 * 50 + 251 + 15
"""An order of five: 50 fen a mask, the larger half of 501 fen of delivery, and 2 % of goods worth 7.50 yuan."""


@pytest.fixture
def town(transactional_db: None) -> Town:
    return towns.found(people=9, file=FILE)


def stated(town: Town) -> dict[str, int]:
    """What `evenhand statement` prints for the day and the one after it."""
    first = datetime.combine(DAY, datetime.min.time(), UTC)
    told = json.loads(stating.state(town.slug, first=first, last=first + timedelta(days=1), as_json=True))
    assert told["sum"] == 0
    accounts: dict[str, int] = told["accounts"]
    return accounts


@pytest.mark.req("domain:F12", "people:C7")
def test_a_month_of_subsidies_is_stated_disputed_corrected_and_settled(town: Town) -> None:
    near = towns.neighbors(town)
    many = len(near)
    assert many >= 2
    with city_transaction(town.slug) as at:
        budget = settlement.budget(city=town.slug, campaign_id=town.campaign, at=at)
        assert budget.promised == 100 // 5 * CITY_PAYS
        assert claims.left(city=town.slug, release_id=town.release) == 100
    towns.claim(town, *near)
    towns.pay(town, *near)
    towns.receive(town)
    with city_transaction(town.slug) as at:
        said = {"city": town.slug, "at": at, "outlet_id": town.outlet, "by": town.staff[Role.MERCHANT]}
        fulfilment.accept_orders(**said)
        fulfilment.pack(**said)
    town.drain()
    towns.send_out(town)
    orders = towns.hand_over(town, many)
    assert stated(town) == {
        "resident.prepaid": many * 500,
        "city.goods": many * 250,
        "city.delivery": many * 251,
        "city.commission": many * 15,
        "platform.delivery": many * 250,
        "merchant.goods": -many * 750,
        "carrier.delivery": -many * 501,
        "income.commission": -many * 15,
    }
    with city_transaction(town.slug):
        other = cities.add_staff(city=town.slug, role=Role.OFFICIAL, name="The other official")
    one, two, merchant = town.browser(Role.OFFICIAL), town.browser(Role.OFFICIAL, other), town.browser(Role.MERCHANT)
    period = {"first": DAY.isoformat(), "last": DAY.isoformat()}

    page = goes_to(one.post(town.url("hall/statements"), period | {"party": str(town.outlet)}))
    own = town.url(f"merchant/statements/{page.rsplit('/', 1)[1]}")
    merchant.post(own, {"dispute": "One order came back to us."})
    assert "Disputed" in words(one.get(page))
    two.post(page, {"act": "dismiss"})
    one.post(page, {"act": "approve"})
    assert "You drew this statement" in words(one.get(page))
    two.post(page, {"act": "approve"})
    one.post(page, {"act": "close"})
    assert "Settled" in words(merchant.get(own))

    one.post(
        town.url("hall/corrections"), {"order": orders[0], "kind": "reversal", "payer": "city", "reason": "Returned."}
    )
    with city_transaction(town.slug):
        [asked] = cities_read.approvals_waiting(city=town.slug)
    two.post(town.url(f"hall/approvals/{asked.id}"), {"act": "approve"})
    after = stated(town)
    assert after["merchant.goods"] == -(many - 1) * 750 and after["city.goods"] == (many - 1) * 250
    with city_transaction(town.slug):
        [closed] = settlement.periods(city=town.slug)
        assert closed.balance == -many * 750
        audit = reports.audit(city=town.slug, release_id=town.release, first=DAY, last=DAY + timedelta(days=1))
    assert audit.broken == {}
