"""A budget stops new grants and never an open order: a coming release reserves, the counter holds no more than that."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.campaigns import services as campaigns_write
from evenhand.apps.claims import queries as claims
from evenhand.apps.claims import services as claims_write
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders
from evenhand.apps.settlement import queries
from evenhand.core import ledger
from evenhand.core.ledger import Rates
from tests.apps import rows
from tests.apps.settlement.test_settlement import TEN

EACH = 100 + 335
"""Five masks at 20 fen of subsidy, and two thirds of a delivery of 501 fen."""


def open_counter(town: rows.Town, release: object) -> None:
    """What the corridor does with a scheduled release."""
    found = campaigns.release(city=town.city, id=release)  # type: ignore[arg-type]  # an id
    terms = queries.within(city=town.city, at=TEN, release=found)
    claims_write.open_quotas(city=town.city, releases=[terms])


@pytest.mark.req("domain:F12")
def test_a_counter_holds_what_the_budget_bears(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    budget = 10 * EACH + 1
    monkeypatch.setattr(rows, "CITY", rows.CITY.replace("goods_fen = 20,", f"goods_fen = 20, budget_fen = {budget},"))
    with city_transaction(city):
        town = rows.found(city, TEN)
        open_counter(town, town.release)
        assert claims.left(city=city, release_id=town.release) == 50
        assert queries.budget(city=city, campaign_id=town.campaign, at=TEN) == queries.Budget(budget, 10 * EACH)


@pytest.mark.req("domain:F12")
def test_what_a_closed_release_did_not_give_is_free_again_and_open_orders_stay(
    city: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        rows, "CITY", rows.CITY.replace("goods_fen = 20,", f"goods_fen = 20, budget_fen = {10 * EACH},")
    )
    with city_transaction(city):
        town = rows.found(city, TEN)
        open_counter(town, town.release)
        placed = rows.order(town, 4)
        later = campaigns_write.schedule_release(
            city=city,
            at=TEN,
            campaign_id=town.campaign,
            opens_at=TEN + timedelta(days=1),
            closes_at=TEN + timedelta(days=1, hours=8),
            quota=20000,
        )
        found = campaigns.release(city=city, id=later)
        assert queries.within(city=city, at=TEN, release=found).quota == 0
        open_counter(town, later)
        assert claims.left(city=city, release_id=later) == 0
        evening = TEN + timedelta(hours=10)
        assert queries.within(city=city, at=evening, release=found).quota == 6 * 5
        assert len(orders.orders(city=city, ids=placed)) == 4


@given(
    left=st.integers(0, 10**6),
    claims=st.integers(1, 500),
    smallest=st.integers(1, 10),
    goods=st.integers(0, 300),
    delivery=st.integers(0, 900),
    bp=st.integers(0, 10_000),
)
def test_what_is_affordable_is_the_most_that_is(
    left: int, claims: int, smallest: int, goods: int, delivery: int, bp: int
) -> None:
    rates = Rates(goods, delivery, {"platform": 10_000 - bp, "city": bp}, 250, "city")
    units = ledger.affordable(left, quota=claims * smallest, smallest=smallest, price_fen=100, rates=rates)

    def cost(many: int) -> int:
        return ledger.borne_by_city(many * smallest, many, 100, rates)

    assert units % smallest == 0
    assert units == 0 or cost(units // smallest) <= left
    assert units == claims * smallest or cost(units // smallest + 1) > left
