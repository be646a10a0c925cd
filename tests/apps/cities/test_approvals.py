"""Four eyes: nobody approves what they asked for, and nothing but what was asked is approved."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection

from evenhand.apps.cities import queries, services
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason
from evenhand.core.terms import Role
from tests.refusing import refusing

NOON = datetime(2026, 12, 5, 4, tzinfo=UTC)
RELEASE = UUID(int=7)
CHANGE = {"quota": 20000, "of": "masks"}
INSERT = """
    insert into cities_approval (city, id, subject_kind, subject, change_hash, reason, requester, requested_at,
                                 approver, approved_at)
    values (%s, gen_random_uuid(), 'quota', gen_random_uuid(), repeat('x', 32)::bytea, 'why', %s, now(), %s, now())"""


def official(city: str) -> UUID:
    return services.add_staff(city=city, role=Role.OFFICIAL, name="Official")


def ask(city: str, requester: UUID, **other: Any) -> UUID:
    said = {"subject_kind": "quota", "subject": RELEASE, "change": CHANGE, "reason": "More came in."} | other
    return services.request_approval(city=city, at=NOON, requester=requester, **said)


def approved(city: str, change: object) -> bool:
    return queries.is_approved(city=city, subject_kind="quota", subject=RELEASE, change=change)


def approve(city: str, asked: UUID, approver: UUID, change: object = CHANGE) -> None:
    services.approve(city=city, at=NOON, approval_id=asked, change=change, approver=approver)


def test_one_asks_another_approves(city: str) -> None:
    with city_transaction(city):
        one, other = official(city), official(city)
        asked = ask(city, one)
        assert not approved(city, CHANGE)
        assert [waiting.id for waiting in queries.approvals_waiting(city=city)] == [asked]
        approve(city, asked, other, dict(reversed(CHANGE.items())))
        assert approved(city, CHANGE)
        assert queries.approvals_waiting(city=city) == []


def test_an_approval_is_for_the_exact_change(city: str) -> None:
    bigger = CHANGE | {"quota": 20001}
    with city_transaction(city):
        asked, other = ask(city, official(city)), official(city)
        with refusing(Reason.INPUT_INVALID, "change"):
            approve(city, asked, other, bigger)
        approve(city, asked, other)
        assert not approved(city, bigger)


def test_who_asked_does_not_approve(city: str) -> None:
    with city_transaction(city):
        one = official(city)
        asked = ask(city, one)
        with refusing(Reason.NOT_ALLOWED, "approver"):
            approve(city, asked, one)
        assert not approved(city, CHANGE)


def test_the_database_itself_refuses_an_approval_by_whoever_asked(city: str) -> None:
    with city_transaction(city):
        one = official(city)
    with pytest.raises(DatabaseError, match="check constraint"), city_transaction(city), connection.cursor() as cursor:
        cursor.execute(INSERT, [city, one, one])
    with city_transaction(city), connection.cursor() as cursor:
        cursor.execute(INSERT, [city, one, official(city)])


def test_an_approval_is_final(city: str) -> None:
    with city_transaction(city):
        asked = ask(city, official(city))
        approve(city, asked, official(city))
        with refusing(Reason.WRONG_STATE, "approval"):
            approve(city, asked, official(city))


def test_what_was_asked_cannot_be_rewritten(city: str) -> None:
    with city_transaction(city):
        ask(city, official(city))
    with pytest.raises(DatabaseError, match="permission denied"), city_transaction(city), connection.cursor() as cursor:
        cursor.execute("update cities_approval set change_hash = repeat('y', 32)::bytea where city = %s", [city])


@pytest.mark.parametrize("stranger", ["auditor", "retired", "nobody"])
def test_only_officials_at_work_ask_and_approve(city: str, stranger: str) -> None:
    with city_transaction(city):
        retired = official(city)
        services.retire_staff(city=city, staff_id=retired)
        auditor = services.add_staff(city=city, role=Role.AUDITOR, name="Auditor")
        who = {"auditor": auditor, "retired": retired, "nobody": uuid4()}[stranger]
        with refusing(Reason.NOT_ALLOWED, "staff"):
            ask(city, who)
        asked = ask(city, official(city))
        with refusing(Reason.NOT_ALLOWED, "staff"):
            approve(city, asked, who)


def test_a_request_says_why(city: str) -> None:
    with city_transaction(city), refusing(Reason.INPUT_INVALID, "reason"):
        ask(city, official(city), reason=" ")


def test_nothing_is_approved_that_nobody_asked_for(city: str) -> None:
    with city_transaction(city), refusing(Reason.NOT_FOUND, "approval"):
        approve(city, uuid4(), official(city))
