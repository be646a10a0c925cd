"""A round costs a sleeping city next to nothing, and passes over no city in which something waits."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenhand import worker as workers
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.notices import services as notices
from evenhand.apps.reports.queries.stirring import CITIES_A_ROUND, stirring
from evenhand.core import events
from evenhand.worker import Worker

HOUR = timedelta(hours=1)


def a_fact(city: str, at: datetime) -> None:
    journal.record(city=city, at=at, events=[events.ReleaseOpened(uuid4())])


def a_due_item(city: str, at: datetime) -> None:
    journal.put_due(city=city, kind="any", subjects=[uuid4()], at=at - HOUR)


def a_notice(city: str, at: datetime) -> None:
    told = [notices.Told(bytes(16), f"any:{uuid4()}")]
    notices.tell(city=city, at=at, template="claim_granted", told=told)


def later(city: str, at: datetime) -> None:
    journal.put_due(city=city, kind="any", subjects=[uuid4()], at=at + HOUR)


def put(city: str, what: Callable[[str, datetime], None]) -> None:
    with city_transaction(city) as at:
        what(city, at)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The cities that were served, in order; each in vain."""
    seen: list[str] = []
    monkeypatch.setattr(Worker, "serve", lambda _, city: bool(seen.append(city)))
    return seen


@pytest.mark.parametrize("what", [a_fact, a_due_item, a_notice])
def test_a_city_in_which_something_waits_stirs(
    make_city: Callable[[], str], what: Callable[[str, datetime], None]
) -> None:
    asleep, awake, waits = make_city(), make_city(), make_city()
    put(awake, what)
    put(waits, later)
    assert stirring([asleep, awake, waits]) == [awake]


def test_sleeping_cities_cost_one_message_for_dozens_of_them(make_city: Callable[[], str]) -> None:
    cities = [make_city() for _ in range(CITIES_A_ROUND + 1)]
    put(cities[-1], a_fact)
    with CaptureQueriesContext(connection) as asked:
        assert stirring(cities) == [cities[-1]]
    assert len(asked) == 2


def rounds(worker: Worker, cities: Sequence[str], monkeypatch: pytest.MonkeyPatch, times: Sequence[float]) -> None:
    """A round at each of these times of the steady clock."""
    monkeypatch.setattr("evenhand.apps.cities.queries.slugs", lambda: list(cities))
    for time in times:
        monkeypatch.setattr(workers, "monotonic", lambda time=time: time)
        worker.round()


def test_whoever_is_visited_in_vain_is_let_alone_for_longer_and_longer(
    city: str, served: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(city, a_fact)
    rounds(Worker(), [city], monkeypatch, [0.0, 0.05, 0.11, 0.2, 0.32, 0.5, 0.75])
    assert len(served) == 4  # at 0, 0.11, 0.32 and 0.75


def test_whoever_slept_meanwhile_is_visited_at_once(
    city: str, served: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker()
    put(city, a_fact)
    rounds(worker, [city], monkeypatch, [0.0])
    rounds(worker, [], monkeypatch, [0.01])
    rounds(worker, [city], monkeypatch, [0.02])
    assert served == [city, city]
