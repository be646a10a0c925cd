"""The audit finds each promise that was broken behind its back, by name and no other; a city next door stays clean."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.handover import queries as handover_read
from evenhand.apps.handover import services as handover
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.reports import queries as reports
from evenhand.apps.reports.queries import MUST_BE_ZERO, Audit
from evenhand.core.terms import Role
from tests.web import town as towns
from tests.web.town import OPENS, Town

pytestmark = pytest.mark.django_db(transaction=True)

BREACHES = {
    "oversold": "ALTER TABLE claims_quota DROP CONSTRAINT claims_quota_check1, DROP CONSTRAINT claims_quota_check4,"
    " DROP CONSTRAINT claims_quota_check5;"
    " UPDATE claims_quota SET total = total - remaining - 5, remaining = -5 WHERE city = %(city)s",
    "drift": "UPDATE claims_quota SET remaining = remaining - 1 WHERE city = %(city)s",
    "doubled": "UPDATE claims_claim c SET person = (SELECT max(o.person) FROM claims_claim o WHERE o.city = c.city)"
    " WHERE city = %(city)s AND id = (SELECT id FROM claims_claim WHERE city = c.city ORDER BY person LIMIT 1)",
    "lost": "DELETE FROM orders_order WHERE city = %(city)s AND state = 'placed'",
    "unhanded": "UPDATE handover_attempt SET outcome = 'refused' WHERE city = %(city)s"
    " AND id = (SELECT id FROM handover_attempt WHERE city = %(city)s LIMIT 1)",
    "lots_unbalanced": "UPDATE fulfilment_stock SET ready = ready - 1, written_off = 1 WHERE city = %(city)s",
    "entries_unbalanced": "UPDATE settlement_posting p SET amount_fen = amount_fen + CASE entry"
    " WHEN (SELECT o.entry FROM settlement_posting o WHERE o.city = p.city ORDER BY o.entry LIMIT 1) THEN 1 ELSE -1 END"
    " WHERE city = %(city)s AND line = 1",
    "ledger_sum": "INSERT INTO settlement_day (city, day) VALUES (%(city)s, '2001-01-01');"
    " UPDATE settlement_posting SET day = '2001-01-01' WHERE city = %(city)s"
    " AND id = (SELECT id FROM settlement_posting WHERE city = %(city)s LIMIT 1)",
    "unposted": "DELETE FROM settlement_posting WHERE city = %(city)s"
    " AND entry = (SELECT entry FROM settlement_posting WHERE city = %(city)s LIMIT 1)",
    "chain_broken": """UPDATE journal_event SET data = '{"code": "another"}' WHERE city = %(city)s"""
    " AND kind = 'CampaignPublished'",
    "unchained": "DELETE FROM journal_link l USING journal_head h"
    " WHERE l.city = %(city)s AND h.city = l.city AND l.position = h.position;"
    " UPDATE journal_head h SET position = l.position, digest = l.digest FROM journal_link l"
    " WHERE h.city = %(city)s AND l.city = h.city AND l.position = h.position - 1",
}
"""What somebody with every right in the database does, by the promise that it breaks."""
AND_WITH_IT = {"ledger_sum": {"unposted"}}
"""Books that are off are off from the handovers, too."""


@pytest.fixture(scope="module")
def towns_in_the_evening(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Town, Town]]:
    """A town where a share waits to be paid and two were handed over, and one next door."""
    with django_db_blocker.unblock():
        yield _evening(), _evening()


def _evening() -> Town:
    town = towns.found(people=20)
    late, *others = towns.neighbors(town)[:3]
    towns.claim(town, late, *others)
    towns.pay(town, *others)
    towns.pack(town)
    towns.send_out(town)
    _hand_over(town)
    return town


def _hand_over(town: Town) -> None:
    """Every parcel that the rider has."""
    rider = town.staff[Role.RIDER]
    with city_transaction(town.slug) as at:
        route = dispatch.route_of(city=town.slug, rider_id=rider)
        assert route
        for card in dispatch.cards(city=town.slug, stops=route.stops):
            shown = handover_read.code_of(city=town.slug, order_id=card.order.id, at=at)
            assert shown
            door = {"stop_id": card.stop.id, "rider_id": rider, "code": shown.digits}
            handover.hand_over(city=town.slug, at=at, attempt_id=uuid4(), **door)
    town.drain()


def _audit(town: Town) -> Audit:
    """In the transaction that is open."""
    with city_transaction(town.slug):
        day = OPENS.date()
        return reports.audit(city=town.slug, release_id=town.release, first=day, last=day + timedelta(days=1))


def _break(town: Town, name: str) -> None:
    """As the owner of the tables, in the transaction that is open."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE evenhand_owner")
        cursor.execute(f"SET LOCAL evenhand.city = '{town.slug}'")
        cursor.execute(BREACHES[name], {"city": town.slug})
        cursor.execute("SET LOCAL ROLE evenhand_app")


def test_a_city_that_kept_its_promises_is_found_whole(towns_in_the_evening: tuple[Town, Town]) -> None:
    for town in towns_in_the_evening:
        audit = _audit(town)
        assert audit.broken == {}
        assert (audit.granted, audit.orders, audit.handed_over, audit.granted_units) == (3, 3, 2, 15)


def test_there_is_a_breach_for_every_promise() -> None:
    assert set(BREACHES) == MUST_BE_ZERO


@pytest.mark.req("trust:I1", "trust:I5", "trust:I10", "trust:I11", "trust:I13")
@pytest.mark.parametrize("name", sorted(BREACHES))
def test_a_broken_promise_is_found_by_name(towns_in_the_evening: tuple[Town, Town], name: str) -> None:
    town, next_door = towns_in_the_evening
    with transaction.atomic():
        _break(town, name)
        assert set(_audit(town).broken) == {name} | AND_WITH_IT.get(name, set())
        assert _audit(next_door).broken == {}
        transaction.set_rollback(True)
