"""The order in bulk is the order: for any entrants, and where keys begin alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core.draw import fast, keys

entrants = st.dictionaries(st.binary(min_size=16, max_size=16), st.integers(1, 64), max_size=20)


@given(st.binary(min_size=32, max_size=32), entrants)
def test_the_order_in_bulk_is_the_order(prk: bytes, people: dict[bytes, int]) -> None:
    assert fast.order(prk, people.items()) == keys.order(prk, people.items())


def test_keys_that_begin_alike_are_told_apart_by_the_rest_and_by_label() -> None:
    made = [b"a" * 31 + b"c", b"a" * 31 + b"b", b"a" * 32, b"a" * 32]
    labels = [b"1" * 16, b"2" * 16, b"4" * 16, b"3" * 16]
    assert fast.permutation(made, labels).tolist() == [3, 2, 1, 0]


@pytest.mark.parametrize("wrong", [(b"short", 1), (bytes(16), 0), (bytes(16), 65)])
def test_what_is_no_entrant_is_refused(wrong: tuple[bytes, int]) -> None:
    with pytest.raises(ValueError, match="tickets"):
        fast.order(bytes(32), [wrong])


def test_what_is_expanded_is_hkdf() -> None:
    assert fast.expander(b"k" * 32)(b"info\x01") == keys.expand(b"k" * 32, b"info")
