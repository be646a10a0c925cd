"""The audit chain's digest depends on every field of every event before it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import chain

AT = datetime(2026, 12, 5, 2, 0, 0, 123456, tzinfo=UTC)
FIELDS = {"event_id": UUID(int=1), "kind": "OrderPaid", "subject": UUID(int=2), "data": {"b": 1, "a": "五"}, "at": AT}


@pytest.mark.parametrize(
    "change",
    [
        {"event_id": UUID(int=3)},
        {"kind": "OrderPlaced"},
        {"subject": UUID(int=3)},
        {"data": {"b": 2, "a": "五"}},
        {"data": {}},
        {"at": AT + timedelta(microseconds=1)},
        {"before": b"\1" * 32},
    ],
)
def test_any_change_changes_the_digest(change: dict) -> None:
    original = {"before": chain.START, **FIELDS}
    assert chain.link(**original) != chain.link(**original | change)


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=5))
def test_the_order_of_data_does_not_matter(data: dict) -> None:
    backwards = dict(reversed(data.items()))
    one = chain.link(chain.START, **FIELDS | {"data": data})
    assert one == chain.link(chain.START, **FIELDS | {"data": backwards})
