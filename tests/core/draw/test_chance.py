"""Chance is shared as tickets say, and sources drawn by hand are written in one way only."""

from collections import Counter
from collections.abc import Callable
from hashlib import md5, sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core.draw import fast, manual
from evenhand.core.draw.flaws import Flawed
from evenhand.core.draw.shape import Manual, Part, PartKind
from tests.core.draw import published

TICKETS = (1, 3, 6)
DRAWS = 60_000
BEYOND = 13.8
"""Chi-square of two degrees of freedom is above this once in a thousand times."""
PEOPLE = [(bytes([number]) * 16, tickets) for number, tickets in enumerate(TICKETS)]
SOURCE = Manual(
    "ex",
    (Part(9999, 1, PartKind.SEQUENCE), Part(45, 5, PartKind.SET), Part(45, 6, PartKind.SET)),
)


def chi_square(first: Callable[[bytes], int]) -> float:
    """How far the firsts of so many draws are from what tickets promise. The seeds are fixed, and so is the answer."""
    won = Counter(first(sha256(b"draw %d" % number).digest()) for number in range(DRAWS))
    expected = [DRAWS * tickets / sum(TICKETS) for tickets in TICKETS]
    return sum((won[place] - fair) ** 2 / fair for place, fair in enumerate(expected))


@pytest.mark.req("draw:13")
def test_whoever_has_six_tickets_is_six_times_as_likely_to_be_first() -> None:
    def first(prk: bytes) -> int:
        made = fast.keys_of(prk, PEOPLE)
        return made.index(min(made))

    assert chi_square(first) < BEYOND


def test_control_a_number_divided_by_its_weight_shares_chance_otherwise() -> None:
    def first(prk: bytes) -> int:
        made = [int.from_bytes(key) / 2**256 / tickets for key, (_, tickets) in zip(plain(prk), PEOPLE, strict=True)]
        return made.index(min(made))

    def plain(prk: bytes) -> list[bytes]:
        return fast.keys_of(prk, [(label, 1) for label, _ in PEOPLE])

    assert chi_square(first) > BEYOND


def test_a_drawing_is_written_as_rfc_3797_writes_it() -> None:
    written = manual.encode(SOURCE, published.RFC3797["drawn"])
    assert written == published.RFC3797["key"]
    assert manual.read(SOURCE, written) == [[9319], [2, 5, 8, 10, 12], [9, 18, 26, 34, 41, 45]]


def test_the_published_selection_follows_from_that_spelling() -> None:
    """Its MD5 picks are no draw of ours; they show that the key string is the one its authors hashed."""
    left, picked = list(range(1, published.RFC3797["pool"] + 1)), []
    for index in range(len(published.RFC3797["selected"])):
        mark = index.to_bytes(2)
        found = md5(mark + manual.encode(SOURCE, published.RFC3797["drawn"]).encode() + mark).digest()
        picked.append(left.pop(int.from_bytes(found) % len(left)))
    assert picked == published.RFC3797["selected"]


@pytest.mark.parametrize(
    "text",
    ["", "/", "09319./2.5.8.10.12./9.18.26.34.41.45./", "9319./5.2.8.10.12./9.18.26.34.41.45./",
     "9319./2.5.8.10.12./9.18.26.34.41.45.", "9319./2.5.8.10.12./9.18.26.34.41.45./ ", "9319/2.5.8.10.12/x/",
     "9319./2.5.8.10.10./9.18.26.34.41.45./", "9319./2.5.8.10.46./9.18.26.34.41.45./",
     "٩./2.5.8.10.12./9.18.26.34.41.45./"],
)  # fmt: skip
@pytest.mark.req("draw:12")
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(Flawed):
        manual.read(SOURCE, text)


@given(st.lists(st.integers(1, 45), min_size=6, max_size=6, unique=True), st.randoms(use_true_random=False))
def test_a_set_has_no_order_and_a_sequence_has(drawn: list[int], chance: object) -> None:
    as_set, as_sequence = (Manual("x", (Part(45, 6, kind),)) for kind in (PartKind.SET, PartKind.SEQUENCE))
    mixed = sorted(drawn, key=lambda number: chance.random())
    assert manual.encode(as_set, [mixed]) == manual.encode(as_set, [drawn])
    assert manual.read(as_sequence, manual.encode(as_sequence, [mixed])) == [mixed]


def test_entropy_counts_whole_bits_of_all_sources_together() -> None:
    def lotteries(count: int) -> list[Manual]:
        return [Manual(f"s{n}", (Part(45, 6, PartKind.SET),)) for n in range(count)]

    digits = [Manual("digits", (Part(10, 6, PartKind.SEQUENCE),))]
    assert manual.entropy(lotteries(3)) == 68
    assert manual.entropy(digits) == 19, "six digits are refused"
    assert manual.entropy([]) == 0
