"""Parcel labels: printed, scanned, typed."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import labels


@given(st.uuids())
def test_a_label_has_three_groups_of_four_plain_characters(parcel: UUID) -> None:
    printed = labels.label(parcel)
    assert [len(group) for group in printed.split("-")] == [4, 4, 4]
    assert set(printed) <= set(labels.ALPHABET + "-")
    assert labels.normal(printed) == printed


@given(st.uuids())
def test_a_label_is_read_however_it_was_typed(parcel: UUID) -> None:
    printed = labels.label(parcel)
    assert labels.normal(printed.lower()) == printed
    assert labels.normal(printed.replace("-", " ")) == printed
    assert labels.normal(printed.replace("0", "O").replace("1", "l")) == printed


def test_ten_thousand_parcels_have_ten_thousand_labels() -> None:
    assert len({labels.label(UUID(int=number)) for number in range(10_000)}) == 10_000


@pytest.mark.parametrize("typed", ["", "-", "123", "7QK2-M8XR-T04C-9", "口罩"])
def test_what_is_no_label_never_becomes_one(typed: str) -> None:
    assert len(labels.normal(typed).replace("-", "")) != labels.LENGTH
