"""Goods other than masks by a city's file alone: a medicine in packs, cold, short-lived, until it is settled."""

import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.reports import queries as reports
from evenhand.apps.settlement import queries as settlement
from evenhand.core.lifecycle import OrderState
from evenhand.core.policy import PolicyError, parse_city
from evenhand.core.terms import Role
from tests.web import town as towns
from tests.web.pages import goes_to, words
from tests.web.town import MORNING, Town

FILE = Path(__file__).parents[1] / "cities" / "insulin.toml"
TODAY = date(2026, 12, 5)
PACK = 5


@pytest.fixture
def town(transactional_db: None) -> Town:
    town = towns.found(people=4, file=FILE)
    towns.claim(town, *town.people)
    towns.pay(town, *town.people)
    town.browser(Role.MERCHANT).post(town.url("merchant/"))
    return town


def arrives(town: Town, code: str, **said: str) -> str:
    """What the merchant is told of a lot."""
    lot = {"campaign": str(town.campaign), "code": code, "source": "Maker", "units": "100"}
    browser = town.browser(Role.MERCHANT)
    answer = browser.post(town.url("merchant/lots"), lot | said)
    return words(browser.get(goes_to(answer)) if answer.status_code == 302 else answer)


def packs(town: Town) -> str:
    """What the merchant is told when packing."""
    browser = town.browser(Role.MERCHANT)
    return words(browser.get(goes_to(browser.post(town.url("merchant/pack")))))


@pytest.mark.req("domain:R19", "people:M2")
def test_a_medicine_goes_cold_and_in_packs_from_the_release_to_the_books(town: Town, tmp_path: Path) -> None:
    assert "Lot WARM received" not in arrives(town, "WARM", celsius="8.1")
    assert "Lot UNMEASURED received" not in arrives(town, "UNMEASURED")
    assert "Lot COLD received" in arrives(town, "COLD", celsius="4.5")
    with city_transaction(town.slug):
        [lot] = fulfilment.lots(city=town.slug, outlet_id=town.outlet)
    assert lot.expires_at == MORNING + timedelta(minutes=30, days=9)
    assert "4 parcels packed." in packs(town)
    file = tmp_path / "labels.pdf"
    file.write_bytes(town.browser(Role.MERCHANT).get(town.url("merchant/labels")).content)
    said = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout
    assert said.count("Insulin") == 4 and "5 pens" in said and said.count("Keep cold") == 4
    town.drain()

    towns.send_out(town)
    towns.hand_over(town, 4)
    with city_transaction(town.slug):
        sums = settlement.sums(city=town.slug, first=TODAY, last=TODAY)
        audit = reports.audit(city=town.slug, release_id=town.release, first=TODAY, last=TODAY + timedelta(days=1))
        [after] = fulfilment.lots(city=town.slug, outlet_id=town.outlet)
    booked = {account.value: fen for account, fen in sums.items()}
    assert booked == {
        "resident.prepaid": 4 * PACK * 1800,
        "city.goods": 4 * PACK * 600,
        "platform.delivery": 4 * 700,
        "merchant.goods": -4 * PACK * 2400,
        "carrier.delivery": -4 * 700,
    }
    assert sum(booked.values()) == 0 and audit.broken == {}
    assert (after.shelves.ready, after.shelves.handed_over) == (80, 4 * PACK)


def test_what_spoils_before_it_is_brought_is_not_packed(town: Town) -> None:
    arrives(town, "OLD", celsius="4", best_before=TODAY.isoformat())
    assert "parcels packed." not in packs(town)
    assert town.order_of(town.people[0]).state is OrderState.ACCEPTED
    arrives(town, "FRESH", celsius="4", best_before=(TODAY + timedelta(days=2)).isoformat())
    assert "4 parcels packed." in packs(town)


def test_a_pack_is_never_opened() -> None:
    text = FILE.read_text("utf-8")
    with pytest.raises(PolicyError, match="units"):
        parse_city(text.replace("\nunits = 5", "\nunits = { min = 1, max = 5, step = 1 }"))
