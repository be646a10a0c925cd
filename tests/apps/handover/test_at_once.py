"""Tries at one door at the same moment follow one another."""

from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

import pytest

from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.handover import queries, services
from evenhand.apps.handover.queries import Result
from evenhand.apps.handover.services import Outcome
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason
from tests.apps import rows
from tests.apps.at_once import at_once
from tests.apps.rows import Ride

TEN = datetime(2026, 12, 5, 2, tzinfo=UTC)


@pytest.fixture
def ride(city: str) -> Ride:
    with city_transaction(city):
        made = rows.ride(rows.found(city, TEN), 1)
        services.issue_codes(city=city, at=TEN, order_ids=made.orders)
    return made


def digits(ride: Ride) -> str:
    with city_transaction(ride.city):
        found = queries.code_of(city=ride.city, order_id=ride.orders[0], at=TEN)
    assert found
    return found.digits


def try_code(ride: Ride, code: str) -> Result:
    with city_transaction(ride.city):
        told: Outcome = services.hand_over(
            city=ride.city, at=TEN, attempt_id=uuid4(), stop_id=ride.stops[0], rider_id=ride.rider, code=code
        )
    return told.result


def test_one_of_many_right_codes_hands_over(ride: Ride) -> None:
    answers = at_once([partial(try_code, ride, digits(ride))] * 6)
    assert sorted(answers) == [Result.HANDED_OVER] + [Reason.WRONG_STATE] * 5
    with city_transaction(ride.city):
        assert rows.facts(ride.city, "HandedOver") == 1
        assert fulfilment.unbalanced(city=ride.city) == []


def test_of_many_guesses_five_are_heard(ride: Ride) -> None:
    guess = f"{(int(digits(ride)) + 1) % 10**6:06}"
    answers = at_once([partial(try_code, ride, guess)] * 8)
    assert sorted(answers) == [Result.LOCKED] * 3 + [Result.WRONG_CODE] * 5
