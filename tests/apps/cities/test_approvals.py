"""Four eyes: nobody approves what they asked for, and nothing but what was asked is approved."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection

from evenhand.apps.cities import queries, services
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role

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


def refused(reason: Reason, act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    assert refusal.value.reason is reason
    return refusal.value.field


def test_one_asks_another_approves(city: str) -> None:
    with city_transaction(city):
        one, other = official(city), official(city)
        asked = ask(city, one)
        assert not approved(city, CHANGE)
        assert [waiting.id for waiting in queries.approvals_waiting(city=city)] == [asked]
        services.approve(city=city, at=NOON, approval_id=asked, change=dict(reversed(CHANGE.items())), approver=other)
        assert approved(city, CHANGE)
        assert queries.approvals_waiting(city=city) == []


def test_an_approval_is_for_the_exact_change(city: str) -> None:
    bigger = CHANGE | {"quota": 20001}
    with city_transaction(city):
        one, other = official(city), official(city)
        asked = ask(city, one)
        act = services.approve
        field = refused(
            Reason.INPUT_INVALID, lambda: act(city=city, at=NOON, approval_id=asked, change=bigger, approver=other)
        )
        assert field == "change"
        act(city=city, at=NOON, approval_id=asked, change=CHANGE, approver=other)
        assert not approved(city, bigger)


def test_who_asked_does_not_approve(city: str) -> None:
    with city_transaction(city):
        one = official(city)
        asked = ask(city, one)
        approve = services.approve
        field = refused(
            Reason.NOT_ALLOWED, lambda: approve(city=city, at=NOON, approval_id=asked, change=CHANGE, approver=one)
        )
        assert field == "approver"
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
        one, other, third = official(city), official(city), official(city)
        asked = ask(city, one)
        services.approve(city=city, at=NOON, approval_id=asked, change=CHANGE, approver=other)
        approve = services.approve
        refused(
            Reason.WRONG_STATE, lambda: approve(city=city, at=NOON, approval_id=asked, change=CHANGE, approver=third)
        )


def test_what_was_asked_cannot_be_rewritten(city: str) -> None:
    with city_transaction(city):
        ask(city, official(city))
    with pytest.raises(DatabaseError, match="permission denied"), city_transaction(city), connection.cursor() as cursor:
        cursor.execute("update cities_approval set change_hash = repeat('y', 32)::bytea where city = %s", [city])


def test_only_officials_at_work_ask_and_approve(city: str) -> None:
    with city_transaction(city):
        one, retired = official(city), official(city)
        services.retire_staff(city=city, staff_id=retired)
        auditor = services.add_staff(city=city, role=Role.AUDITOR, name="Auditor")
        asked = ask(city, one)
        for stranger in (auditor, retired, uuid4()):
            assert refused(Reason.NOT_ALLOWED, lambda who=stranger: ask(city, who)) == "staff"
            assert "staff" == refused(
                Reason.NOT_ALLOWED,
                lambda who=stranger: services.approve(
                    city=city, at=NOON, approval_id=asked, change=CHANGE, approver=who
                ),
            )


def test_a_request_says_why(city: str) -> None:
    with city_transaction(city):
        one = official(city)
        assert refused(Reason.INPUT_INVALID, lambda: ask(city, one, reason=" ")) == "reason"


def test_nothing_is_approved_that_nobody_asked_for(city: str) -> None:
    with city_transaction(city):
        one = official(city)
        approve = services.approve
        field = refused(
            Reason.NOT_FOUND, lambda: approve(city=city, at=NOON, approval_id=uuid4(), change=CHANGE, approver=one)
        )
    assert field == "approval"
