"""`evenhand statement` prints the books of some days, and they add up to nothing."""

import json
from datetime import UTC, date, datetime

import pytest

from evenhand.apps.journal.tenancy import city_transaction
from evenhand.cli import stating
from evenhand.config.errors import Misconfigured
from tests.apps import rows
from tests.apps.settlement.test_settlement import TEN, TODAY, hand_over, post

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)


def test_sums_by_account_add_up_to_nothing(city: str) -> None:
    with city_transaction(city):
        ride = rows.ride(rows.found(city, TEN), 2)
        hand_over(ride, 0, 1)
        post(ride)
    said = stating.state(city, first=NOON, last=NOON, as_json=True)
    assert said.endswith('"sum":0}')
    told = json.loads(said)
    assert (told["from"], told["to"], told["postings"]) == (TODAY.isoformat(), TODAY.isoformat(), 18)
    assert told["accounts"]["merchant.goods"] == -2 * 600
    assert sum(told["accounts"].values()) == 0
    words = stating.state(city, first=NOON, last=NOON, as_json=False).splitlines()
    assert [line.split() for line in words if "merchant.goods" in line] == [["merchant.goods", "-12.00"]]
    assert words[-1].split() == ["sum", "0.00"]


def test_days_that_run_backward_are_refused(city: str) -> None:
    earlier = datetime.combine(date(2026, 12, 4), NOON.timetz())
    with pytest.raises(Misconfigured, match="--to 2026-12-04 is before --from 2026-12-05"):
        stating.state(city, first=NOON, last=earlier, as_json=True)
