"""The books: an entry for each handed-over order, a statement a day, and the same sums again from the handovers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from evenhand.apps.handover import queries as handover_read
from evenhand.apps.handover import services as handover
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.settlement import models, queries, services
from evenhand.core import ledger
from evenhand.core.errors import Reason, Refused
from evenhand.core.ledger import Account
from tests.apps import rows
from tests.apps.at_once import at_once
from tests.apps.rows import Ride

TEN = datetime(2026, 12, 5, 2, tzinfo=UTC)
"""Ten o'clock in the city."""
TODAY = date(2026, 12, 5)


def hand_over(ride: Ride, *numbers: int, at: datetime = TEN) -> None:
    """Some of a ride's parcels, by their codes."""
    handover.issue_codes(city=ride.city, at=at, order_ids=ride.orders)
    for number in numbers:
        shown = handover_read.code_of(city=ride.city, order_id=ride.orders[number], at=at)
        assert shown
        handover.hand_over(
            city=ride.city,
            at=at,
            attempt_id=uuid4(),
            stop_id=ride.stops[number],
            rider_id=ride.rider,
            code=shown.digits,
        )


def post(ride: Ride, at: datetime = TEN) -> int:
    return services.post_handovers(city=ride.city, at=at, order_ids=ride.orders)


@pytest.mark.req("trust:I10")
def test_a_statement_is_handed_over_orders_times_rates(city: str) -> None:
    """Written out by hand: 5 masks at 100 fen and 20 of subsidy, fee 200, delivery 501 in thirds, commission 2.5 %."""
    with city_transaction(city):
        ride = rows.ride(rows.found(city, TEN), 5)
        hand_over(ride, 0, 2, 3)
        assert post(ride) == 3
        drawn = services.draw_statement(city=city, at=TEN, day=TODAY)
        assert drawn.sums == {
            Account.RESIDENT_ON_HANDOVER: 3 * (500 + 200),
            Account.CITY_GOODS: 3 * 100,
            Account.PLATFORM_DELIVERY: 3 * 166,
            Account.CITY_DELIVERY: 3 * 335,
            Account.MERCHANT_COMMISSION: 3 * 15,
            Account.MERCHANT_GOODS: -3 * 600,
            Account.CARRIER_DELIVERY: -3 * 501,
            Account.INCOME_FEE: -3 * 200,
            Account.INCOME_COMMISSION: -3 * 15,
        }
        assert queries.statement(city=city, day=TODAY) == drawn
        assert queries.recomputed(city=city, first=TODAY, last=TODAY) == drawn.sums
        assert queries.unbalanced(city=city) == []


@pytest.mark.req("trust:I10")
def test_posting_again_posts_nothing(city: str) -> None:
    with city_transaction(city):
        ride = rows.ride(rows.found(city, TEN), 3)
        hand_over(ride, 0)
        assert [post(ride), post(ride)] == [1, 0]
        hand_over(ride, 1)
        assert [post(ride), post(ride)] == [1, 0]
        assert queries.recomputed(city=city, first=TODAY, last=TODAY) == queries.sums(
            city=city, first=TODAY, last=TODAY
        )


def test_what_was_not_handed_over_costs_nobody_anything(city: str) -> None:
    with city_transaction(city):
        ride = rows.ride(rows.found(city, TEN), 2)
        assert post(ride) == 0
        drawn = services.draw_statement(city=city, at=TEN, day=TODAY)
    assert (drawn.sums, drawn.postings) == ({}, 0)


def test_a_prepaid_order_is_owed_by_the_payment_and_not_by_the_rider(city: str) -> None:
    with city_transaction(city):
        ride = rows.ride(rows.found(city, TEN, pay="prepay"), 1)
        hand_over(ride, 0)
        post(ride)
        lines = queries.of_order(city=city, order_id=ride.orders[0])
        [handed_over] = handover_read.of_orders(city=city, order_ids=ride.orders)
    assert {line.account: line.amount_fen for line in lines}[Account.RESIDENT_PREPAID] == 700
    assert Account.RESIDENT_ON_HANDOVER not in {line.account for line in lines}
    assert handed_over.collected_fen == 0


def test_a_gift_costs_the_city_and_not_the_resident(city: str) -> None:
    with city_transaction(city):
        ride = rows.ride(rows.found(city, TEN, price=0, fee=0), 1)
        hand_over(ride, 0)
        post(ride)
        accounts = {line.account for line in queries.of_order(city=city, order_id=ride.orders[0])}
    assert Account.CITY_GOODS in accounts
    assert not accounts & {Account.RESIDENT_ON_HANDOVER, Account.RESIDENT_PREPAID, Account.INCOME_FEE}


def test_a_drawn_statement_is_drawn_for_good_and_later_handovers_fall_on_the_next_day(city: str) -> None:
    with city_transaction(city):
        ride = rows.ride(rows.found(city, TEN), 2)
        hand_over(ride, 0)
        post(ride)
        first = services.draw_statement(city=city, at=TEN, day=TODAY)
        hand_over(ride, 1, at=TEN + timedelta(minutes=1))
        post(ride, at=TEN + timedelta(minutes=1))
        assert services.draw_statement(city=city, at=TEN + timedelta(hours=1), day=TODAY) == first
        assert queries.sums(city=city, first=TODAY, last=TODAY) == first.sums
        later = TODAY + timedelta(days=1)
        assert queries.postings(city=city, day=later) == first.postings
        assert queries.recomputed(city=city, first=TODAY, last=later) == queries.sums(
            city=city, first=TODAY, last=later
        )
        assert rows.facts(city, "StatementDrawn") == 1


def test_the_day_of_a_handover_is_the_citys_own(city: str) -> None:
    """Half past four in the afternoon in Greenwich is after midnight here."""
    evening = datetime(2026, 12, 5, 16, 30, tzinfo=UTC)
    with city_transaction(city):
        ride = rows.ride(rows.found(city, TEN), 1)
        hand_over(ride, 0, at=evening)
        post(ride, at=evening)
        assert queries.postings(city=city, day=TODAY) == 0
        assert queries.postings(city=city, day=date(2026, 12, 6)) > 0


def test_no_statement_is_drawn_of_a_day_that_has_not_begun(city: str) -> None:
    with city_transaction(city):
        rows.found(city, TEN)
        with pytest.raises(Refused) as refusal:
            services.draw_statement(city=city, at=TEN, day=date(2026, 12, 6))
    assert refusal.value.reason is Reason.NOT_YET


def test_control_a_line_too_few_draws_no_statement(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = ledger.entry
    with city_transaction(city):
        ride = rows.ride(rows.found(city, TEN), 1)
        hand_over(ride, 0)
        monkeypatch.setattr(ledger, "entry", lambda *told: entry(*told)[1:])
        post(ride)
        assert len(queries.unbalanced(city=city)) == 1
        with pytest.raises(ledger.Unbalanced):
            services.draw_statement(city=city, at=TEN, day=TODAY)
        assert queries.statement(city=city, day=TODAY) is None


def test_control_an_order_posted_twice_is_refused_by_the_database(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with city_transaction(city):
        ride = rows.ride(rows.found(city, TEN), 1)
        hand_over(ride, 0)
        post(ride)
    monkeypatch.setattr(models.Posting.objects, "filter", lambda **told: models.Posting.objects.none())
    with pytest.raises(IntegrityError), city_transaction(city):
        post(ride)


def test_postings_and_the_closing_of_their_day_follow_one_another(city: str) -> None:
    with city_transaction(city):
        ride = rows.ride(rows.found(city, TEN), 1)
        hand_over(ride, 0)

    def posting() -> object:
        with city_transaction(city):
            return post(ride)

    def closing() -> object:
        with city_transaction(city):
            return services.draw_statement(city=city, at=TEN, day=TODAY)

    at_once([posting, closing, closing])
    with city_transaction(city):
        drawn = queries.statement(city=city, day=TODAY)
        assert drawn and drawn.sums == queries.sums(city=city, first=TODAY, last=TODAY)
        assert rows.facts(city, "StatementDrawn") == 1
        total = queries.sums(city=city, first=TODAY, last=TODAY + timedelta(days=1))
        assert total == queries.recomputed(city=city, first=TODAY, last=TODAY)


def test_a_wave_of_entries_takes_a_handful_of_statements(
    city: str, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    with city_transaction(city):
        ride = rows.ride(rows.found(city, TEN), 40)
        hand_over(ride, *range(40))
        with django_assert_max_num_queries(9):
            assert post(ride) == 40
