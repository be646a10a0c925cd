"""A granted claim becomes one order, at its release's price, at the outlet nearest to its person."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from evenhand.apps.claims.queries import Claim
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.journal import models as journal
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import models, queries, services
from evenhand.apps.settlement import queries as settlement
from evenhand.core.ledger import Account, Line
from evenhand.core.lifecycle import OrderState
from evenhand.core.terms import PersonTag
from tests.apps import rows
from tests.apps.rows import Town

TEN = datetime(2026, 12, 5, 2, tzinfo=UTC)


def place(town: Town, claims: list[Claim]) -> list[UUID]:
    outlets = fulfilment.nearest(city=town.city, persons=[claim.person for claim in claims])
    return services.place_orders(city=town.city, at=TEN, claims=claims, outlets=outlets)


def kinds(city: str) -> list[str]:
    return list(journal.Event.objects.filter(city=city, kind__startswith="Order").values_list("kind", flat=True))


def test_an_order_costs_what_the_release_says_and_is_promised_by_its_hour(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        [claim] = rows.grant(town, 1)
        [id] = place(town, [claim])
        order = queries.order(city=city, id=id)
    assert order is not None
    assert (order.price_fen, order.fee_fen, order.due_fen) == (500, 200, 700)
    assert (order.payment, order.state, order.pay_by) == ("on_handover", OrderState.PAID, None)
    assert order.promised_by == TEN + timedelta(hours=4)
    assert (order.claim_id, order.person, order.district) == (claim.id, claim.person, "north")


def test_each_person_is_served_by_the_outlet_of_their_district(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        claims = rows.grant(town, 2, "north") + rows.grant(town, 3, "south")
        place(town, claims)
        north = queries.waiting(city=city, outlet_id=town.outlets["north-1"], state=OrderState.PAID)
        south = queries.waiting(city=city, outlet_id=town.outlets["south-1"], state=OrderState.PAID)
    assert [order.district for order in north] == ["north"] * 2
    assert [order.district for order in south] == ["south"] * 3


@pytest.mark.req("trust:I4")
def test_placing_again_places_nothing_and_says_nothing(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        claims = rows.grant(town, 3)
        assert len(place(town, claims[:2])) == 2
        assert place(town, claims) == [services.order_id(claims[2].id)]
        assert place(town, claims) == []
        assert queries.counts(city=city) == {OrderState.PAID: 3}
        assert sorted(kinds(city)) == ["OrderPaid"] * 3 + ["OrderPlaced"] * 3


def test_a_claim_that_was_given_back_or_refused_becomes_no_order(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        claims = rows.grant(town, 2)
        returned, refused = replace(claims[0], returned_at=TEN), replace(claims[1], granted=False)
        assert place(town, [returned, refused]) == []


def test_prepaid_orders_wait_for_their_money_until_an_hour_that_falls_due(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN, pay="prepay")
        ids = place(town, rows.grant(town, 3))
        orders = queries.orders(city=city, ids=ids)
        due = journal.Due.objects.filter(city=city, kind="payment_lapses")
        assert {(row.subject, row.at) for row in due} == {(id, TEN + timedelta(minutes=30)) for id in ids}
        assert kinds(city) == ["OrderPlaced"] * 3
    assert {(order.state, order.payment, order.pay_by) for order in orders} == {
        (OrderState.PLACED, "prepaid", TEN + timedelta(minutes=30))
    }


def test_what_the_citys_account_pays_the_resident_does_not(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN, pay="city_account")
        [order] = queries.orders(city=city, ids=place(town, rows.grant(town, 1)))
        [entry] = settlement.entries(city=city, orders=[order]).values()
    assert (order.payment, order.state, order.price_fen, order.due_fen) == ("city_account", OrderState.PAID, 500, 0)
    assert Line(Account.CITY_ACCOUNT, 700) in entry


@pytest.mark.parametrize("pay", ["prepay", "on_handover"])
def test_nobody_is_asked_to_pay_nothing(city: str, pay: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN, pay=pay, price=0, fee=0)
        [order] = queries.orders(city=city, ids=place(town, rows.grant(town, 1)))
    assert (order.payment, order.state, order.due_fen) == ("free", OrderState.PAID, 0)


def test_two_thousand_orders_take_a_handful_of_statements(
    city: str, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN, pay="prepay")
        claims = rows.grant(town, 2000)
        outlets = fulfilment.nearest(city=city, persons=[claim.person for claim in claims])
        with django_assert_max_num_queries(10):
            services.place_orders(city=city, at=TEN, claims=claims, outlets=outlets)
        assert models.Order.objects.filter(city=city).count() == 2000


def test_the_nearest_outlet_of_an_unknown_person_is_none(city: str) -> None:
    with city_transaction(city):
        rows.found(city, TEN)
        assert fulfilment.nearest(city=city, persons=[PersonTag(uuid4().bytes)]) == {}
