"""A party's statement: drawn by one, approved by another, closed for good; disputed before that, corrected after it."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.apps.cities import services as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.settlement import models, queries, services
from evenhand.core.errors import Reason
from evenhand.core.ledger import Account, Party
from evenhand.core.lifecycle import PeriodState
from evenhand.core.terms import Role
from tests.apps import rows
from tests.apps.rows import Ride
from tests.apps.settlement.test_settlement import TEN, TODAY, hand_over, post
from tests.refusing import refusing

TOMORROW = TODAY + timedelta(days=1)


@dataclass(frozen=True)
class Hall:
    """A city with two officials and orders that were handed over."""

    city: str
    one: UUID
    other: UUID
    merchant: UUID
    outlet: UUID
    ride: Ride

    def draw(self, party: Party = Party.CITY, first: date = TODAY, last: date = TODAY) -> queries.Period:
        outlet = self.outlet if party is Party.MERCHANT else None
        return services.draw_period(
            city=self.city, at=TEN, by=self.one, party=party, first=first, last=last, outlet_id=outlet
        )

    def state(self, period: queries.Period) -> PeriodState:
        return queries.period(city=self.city, id=period.id).state

    def correct(self, order: UUID, **change: object) -> UUID:
        """Ask for a correction as one official, grant it as the other, and post it."""
        asked = cities.request_approval(
            city=self.city,
            at=TEN,
            subject_kind="correction",
            subject=order,
            change=change,
            reason="The box was empty.",
            requester=self.one,
        )
        cities.approve(city=self.city, at=TEN, approval_id=asked, change=change, approver=self.other)
        services.correct(city=self.city, at=TEN, approval_id=asked)
        return asked


def hall(city: str, orders: int = 3) -> Hall:
    town = rows.found(city, TEN)
    ride = rows.ride(town, orders)
    hand_over(ride, *range(orders))
    post(ride)
    one, other = (cities.add_staff(city=city, role=Role.OFFICIAL, name=name) for name in ("One", "Other"))
    return Hall(city, one, other, town.merchant, town.north, ride)


@pytest.mark.req("people:C7", "domain:F12")
def test_a_statement_is_drawn_approved_by_another_and_closed(city: str) -> None:
    with city_transaction(city):
        books = hall(city)
        period = books.draw()
        assert period.sums == {Account.CITY_GOODS: 300, Account.CITY_DELIVERY: 3 * 335}
        assert period.balance == 300 + 3 * 335
        said = {"city": city, "at": TEN, "period_id": period.id}
        with refusing(Reason.WRONG_STATE, "period"):
            services.close_period(**said, by=books.other)
        services.approve_period(**said, by=books.other)
        services.close_period(**said, by=books.one)
        assert books.state(period) is PeriodState.CLOSED
        with refusing(Reason.WRONG_STATE, "period"):
            services.close_period(**said, by=books.one)
        with refusing(Reason.WRONG_STATE, "period"):
            services.dispute_period(**said, by=books.other, words="Too late.")
        assert rows.facts(city, "PeriodMoved") == 3


@pytest.mark.req("domain:F12", "trust:S2")
def test_who_drew_a_statement_does_not_approve_it(city: str) -> None:
    with city_transaction(city):
        books = hall(city, 1)
        period = books.draw()
        with refusing(Reason.NOT_ALLOWED, "approver"):
            services.approve_period(city=city, at=TEN, period_id=period.id, by=books.one)
        with refusing(Reason.NOT_ALLOWED, "staff"):
            services.approve_period(city=city, at=TEN, period_id=period.id, by=books.merchant)
    with pytest.raises(DatabaseError, match="check constraint"), city_transaction(city):
        models.Period.objects.filter(city=city, id=period.id).update(
            approved_by=books.one, approved_at=TEN, state="approved"
        )


def test_no_day_is_stated_twice_for_a_party(city: str) -> None:
    with city_transaction(city):
        books = hall(city, 1)
        period = books.draw()
        with refusing(Reason.WRONG_STATE, "first"):
            books.draw(first=TODAY - timedelta(days=3))
        books.draw(Party.MERCHANT)
        books.draw(Party.PLATFORM)
    with pytest.raises(IntegrityError), city_transaction(city):
        models.Stated.objects.bulk_create([models.Stated(city=city, party="city", day=TODAY, period_id=period.id)])


@pytest.mark.parametrize(
    ("party", "days", "outlet", "reason", "field"),
    [
        (Party.CITY, -1, False, Reason.INPUT_INVALID, "last"),
        (Party.CITY, 366, False, Reason.INPUT_INVALID, "last"),
        (Party.CITY, 1, False, Reason.NOT_YET, "day"),
        (Party.CITY, 0, True, Reason.INPUT_INVALID, "outlet_id"),
        (Party.MERCHANT, 0, False, Reason.INPUT_INVALID, "outlet_id"),
    ],
)
def test_a_statement_that_cannot_be_is_refused(
    city: str, party: Party, days: int, outlet: bool, reason: Reason, field: str
) -> None:
    with city_transaction(city):
        rows.found(city, TEN)
        one = cities.add_staff(city=city, role=Role.OFFICIAL, name="One")
        with refusing(reason, field):
            services.draw_period(
                city=city,
                at=TEN,
                by=one,
                party=party,
                first=TODAY,
                last=TODAY + timedelta(days=days),
                outlet_id=uuid4() if outlet else None,
            )


def test_a_right_dispute_withdraws_a_statement_and_frees_its_days(city: str) -> None:
    with city_transaction(city):
        books = hall(city, 2)
        period = books.draw(Party.MERCHANT)
        said = {"city": city, "at": TEN, "period_id": period.id}
        services.approve_period(**said, by=books.other)
        services.dispute_period(**said, by=books.merchant, words="One parcel is missing.")
        with refusing(Reason.WRONG_STATE, "period"):
            services.close_period(**said, by=books.one)
        services.settle_dispute(**said, by=books.other, right=True)
        assert books.state(period) is PeriodState.WITHDRAWN
        assert books.draw(Party.MERCHANT).sums == period.sums


def test_a_wrong_dispute_leaves_a_statement_to_be_approved_again(city: str) -> None:
    with city_transaction(city):
        books = hall(city, 1)
        period = books.draw(Party.MERCHANT)
        said = {"city": city, "at": TEN, "period_id": period.id}
        services.approve_period(**said, by=books.other)
        services.dispute_period(**said, by=books.merchant, words="I think not.")
        services.settle_dispute(**said, by=books.other, right=False)
        assert books.state(period) is PeriodState.DRAWN
        with refusing(Reason.WRONG_STATE, "period"):
            services.close_period(**said, by=books.one)


def test_a_merchant_disputes_only_its_own_statement_and_says_why(city: str) -> None:
    with city_transaction(city):
        books = hall(city, 1)
        whole, own = books.draw(), books.draw(Party.MERCHANT)
        said = {"city": city, "at": TEN, "by": books.merchant}
        with refusing(Reason.NOT_ALLOWED, "staff"):
            services.dispute_period(**said, period_id=whole.id, words="Not mine.")
        with refusing(Reason.INPUT_INVALID, "dispute"):
            services.dispute_period(**said, period_id=own.id, words="  ")


@pytest.mark.req("domain:F12")
def test_after_closing_a_reversal_is_a_new_posting_on_a_later_day(city: str) -> None:
    with city_transaction(city):
        books = hall(city)
        period = books.draw()
        books.correct(books.ride.orders[0], kind="reversal")
        assert queries.period(city=city, id=period.id).sums == period.sums
        assert queries.sums(city=city, first=TODAY, last=TODAY)[Account.CITY_GOODS] == 300
        assert queries.sums(city=city, first=TOMORROW, last=TOMORROW)[Account.CITY_GOODS] == -100
        both = queries.sums(city=city, first=TODAY, last=TOMORROW)
        assert both == queries.recomputed(city=city, first=TODAY, last=TOMORROW)
        assert queries.unbalanced(city=city) == []
        with refusing(Reason.WRONG_STATE, "order"):
            books.correct(books.ride.orders[0], kind="reversal")


@pytest.mark.parametrize("amount", [0, -5, 701, True, "5"])
def test_no_more_is_given_back_than_was_paid(city: str, amount: object) -> None:
    with city_transaction(city):
        books = hall(city, 1)
        with refusing(Reason.INPUT_INVALID, "amount_fen"):
            books.correct(books.ride.orders[0], kind="refund", payer="city", amount_fen=amount)


def test_only_a_party_of_the_books_bears_a_refund(city: str) -> None:
    with city_transaction(city):
        books = hall(city, 1)
        with refusing(Reason.INPUT_INVALID, "kind"):
            books.correct(books.ride.orders[0], kind="refund", payer="bank", amount_fen=1)


def test_nothing_is_corrected_that_only_one_agreed_on(city: str) -> None:
    with city_transaction(city):
        books = hall(city, 1)
        said = {"city": city, "at": TEN, "subject_kind": "correction", "subject": books.ride.orders[0]}
        asked = cities.request_approval(**said, change={"kind": "reversal"}, reason="Why.", requester=books.one)
        with refusing(Reason.NOT_ALLOWED, "approval"):
            services.correct(city=city, at=TEN, approval_id=asked)
        cities.decline(city=city, at=TEN, approval_id=asked, approver=books.other)
        with refusing(Reason.NOT_ALLOWED, "approval"):
            services.correct(city=city, at=TEN, approval_id=asked)


@pytest.mark.req("trust:I10")
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_history_sums_to_nothing_and_is_recomputed_from_what_happened(
    make_city: object, data: st.DataObject
) -> None:
    """Handovers, closings, reversals and refunds in any order."""
    city = make_city()  # type: ignore[operator]  # the fixture makes a city for each history
    with city_transaction(city):
        books = hall(city, 4)
        for order in data.draw(st.permutations(books.ride.orders)):
            match data.draw(st.sampled_from(["nothing", "close", "reverse", "refund", "both"])):
                case "close":
                    services.draw_statement(city=city, at=TEN, day=TODAY)
                case "reverse":
                    books.correct(order, kind="reversal")
                case "refund" | "both" as kind:
                    amount = data.draw(st.integers(1, 300))
                    books.correct(
                        order, kind="refund", payer=data.draw(st.sampled_from(["city", "merchant"])), amount_fen=amount
                    )
                    if kind == "both":
                        books.correct(order, kind="refund", payer="platform", amount_fen=amount)
        span = {"first": TODAY, "last": TOMORROW}
        found = queries.sums(city=city, **span)
        assert sum(found.values()) == 0
        assert found == queries.recomputed(city=city, **span)
        parties = [queries.sums(city=city, outlet_id=books.outlet, **span)]
        assert sum(map(sum, (each.values() for each in parties))) == 0


@pytest.mark.req("trust:I10")
def test_control_a_posting_without_its_twin_is_found(city: str) -> None:
    with city_transaction(city):
        books = hall(city, 1)
        lone = models.Posting.objects.filter(city=city).first()
        assert lone
        lone.id, lone.entry, lone.cause = uuid4(), uuid4(), "astray"
        lone.save(force_insert=True)
        span = {"first": TODAY, "last": TODAY}
        assert queries.unbalanced(city=city) == [lone.entry]
        assert queries.sums(city=city, **span) != queries.recomputed(city=city, **span)
        with pytest.raises(Exception, match="too many"):
            books.draw()


def test_what_a_statement_says_cannot_be_rewritten(city: str) -> None:
    with city_transaction(city):
        hall(city, 1).draw()
    with pytest.raises(DatabaseError, match="permission denied"), city_transaction(city), connection.cursor() as cursor:
        cursor.execute("update settlement_period set sums = '{}' where city = %s", [city])


def test_evidence_names_orders_and_lots(city: str) -> None:
    with city_transaction(city):
        books = hall(city, 3)
        books.draw(Party.MERCHANT)
        said = {"city": city, "outlet_id": books.outlet, "first": TODAY, "last": TODAY}
        lines, lots = queries.lines(**said, party=Party.MERCHANT), queries.lots(**said)
        assert [line.total for line in lines] == [15 - 600] * 3
        assert {line.lot for line in lines} == {lot.code for lot in lots}
        assert [(lot.orders, lot.units, lot.source) for lot in lots] == [(3, 15, "Testing factory")]
