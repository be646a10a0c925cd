"""What the worker can't act on stays where it is, and nobody waits for it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from evenhand import flow
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core import events
from evenhand.worker import Worker

UNKNOWN = "a kind that only a later version knows"


def waiting(city: str, table: str) -> list[str]:
    with city_transaction(city), connection.cursor() as cursor:
        cursor.execute(f"SELECT kind FROM {table} WHERE city = %s AND done_at IS NULL ORDER BY kind", [city])
        return [kind for (kind,) in cursor.fetchall()]


def drain(city: str) -> None:
    worker = Worker()
    while worker.serve(city):
        pass


@pytest.fixture
def acted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was acted on: a due step that is known, and a fact that is."""
    done: list[str] = []
    monkeypatch.setitem(flow.DUE, "known", lambda **_: done.append("due"))
    monkeypatch.setitem(flow.STEPS, "ReleaseOpened", (lambda **_: done.append("fact"),))
    return done


def test_a_due_item_of_an_unknown_kind_keeps_nobody_waiting(city: str, acted: list[str]) -> None:
    with city_transaction(city) as at:
        journal.put_due(city=city, kind=UNKNOWN, subjects=[uuid4()], at=at - timedelta(hours=1))
        journal.put_due(city=city, kind="known", subjects=[uuid4()], at=at - timedelta(minutes=1))
    drain(city)
    assert acted == ["due"]
    assert waiting(city, "journal_due") == [UNKNOWN]


def test_a_fact_that_cannot_be_acted_on_keeps_nobody_waiting(
    city: str, acted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(flow.STEPS, "ReleaseClosed")
    with city_transaction(city) as at:
        journal.open_chain(city=city)
        journal.record(city=city, at=at, events=[events.ReleaseClosed(uuid4(), 0), events.ReleaseOpened(uuid4())])
    drain(city)
    assert acted == ["fact"]
    assert waiting(city, "journal_event") == ["ReleaseClosed"]


def test_another_worker_takes_up_what_was_set_aside_once_it_is_known(
    city: str, acted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with city_transaction(city) as at:
        journal.put_due(city=city, kind=UNKNOWN, subjects=[uuid4()], at=at)
    drain(city)
    monkeypatch.setitem(flow.DUE, UNKNOWN, lambda **_: acted.append("later"))
    drain(city)
    assert acted == ["later"]
    assert waiting(city, "journal_due") == []


def test_one_city_that_fails_stops_no_other(make_city: Callable[[], str], acted: list[str]) -> None:
    here, there = make_city(), make_city()
    for city, kind in ((here, UNKNOWN), (there, "known")):
        with city_transaction(city) as at:
            journal.put_due(city=city, kind=kind, subjects=[uuid4()], at=at)
    worker = Worker()
    for city in (here, there):
        worker.serve(city)
    assert acted == ["due"]
