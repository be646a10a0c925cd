"""Keys and their order: what others published, the specification's example, and what must hold for every draw."""

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core.draw import keys, leaves, tree
from evenhand.core.draw.notation import digest
from tests.core.draw import published

PRK = b"p" * 32
labels = st.binary(min_size=16, max_size=16)
entrants = st.dictionaries(labels, st.integers(1, 64), max_size=12)


@pytest.mark.parametrize("name", published.HKDF)
def test_extract_and_expand_are_rfc_5869(name: str) -> None:
    vector = {field: bytes.fromhex(text) for field, text in published.HKDF[name].items()}
    assert keys.extract(vector["salt"], vector["ikm"]) == vector["prk"]
    assert keys.expand(vector["prk"], vector["info"]) == vector["okm"]


@pytest.mark.parametrize("times", [8, 9])
def test_keys_are_those_of_the_published_draft(times: int) -> None:
    salt = published.VRS["secret"]
    for _ in range(times):
        salt = hashlib.sha256(salt).digest()
    assert salt.hex() == published.VRS["salts"][times]
    prk = keys.extract(salt, published.VRS["randomness"])
    prefixes = published.VRS["prefixes"][times]
    assert {name: keys.ticket(prk, name.encode(), 0).hex()[:27] for name in prefixes} == prefixes


def example_prk() -> bytes:
    (a, _, _), (b, tickets, _) = published.EXAMPLE["A"], published.EXAMPLE["B"]
    packed = [leaves.Leaf(a).pack(), leaves.Leaf(b, (tickets, 1), categories=(2,)).pack()]
    root = tree.root([tree.leaf_hash(each) for each in packed])
    assert root.hex() == published.EXAMPLE["root"]
    salt = keys.salt({0: b"\x11" * 32, 1: b"\x22" * 32})
    line = keys.drand_line(bytes.fromhex(published.QUICKNET["hash"]), 1000, bytes.fromhex(published.ROUNDS[1000]))
    text = keys.ikm(digest(published.EXAMPLE["rules"]), root, line, [published.EXAMPLE["manual"]])
    assert len(text) == published.EXAMPLE["ikm_size"]
    return keys.extract(salt, text)


@pytest.mark.req("draw:3")
def test_the_example_of_the_specification() -> None:
    prk = example_prk()
    assert prk.hex() == published.EXAMPLE["prk"]
    people = [published.EXAMPLE["A"], published.EXAMPLE["B"]]
    found = [(key.hex(), label) for key, label in keys.order(prk, [(label, w) for label, w, _ in people])]
    assert found == [(key, label) for label, _, key in reversed(people)]


@given(entrants, st.randoms(use_true_random=False))
def test_what_order_they_came_in_does_not_matter(people: dict[bytes, int], chance: random.Random) -> None:
    mixed = list(people.items())
    chance.shuffle(mixed)
    assert keys.order(PRK, mixed) == keys.order(PRK, people.items())


@given(entrants)
def test_who_goes_moves_nobody_else(people: dict[bytes, int]) -> None:
    whole = keys.order(PRK, people.items())
    for gone in people:
        rest = [(label, tickets) for label, tickets in people.items() if label != gone]
        assert keys.order(PRK, rest) == [place for place in whole if place[1] != gone]


@given(labels, st.integers(1, 63))
def test_another_ticket_never_hurts(label: bytes, tickets: int) -> None:
    assert keys.key(PRK, label, tickets + 1) <= keys.key(PRK, label, tickets)


@given(entrants.filter(lambda people: len(people) > 1))
def test_another_secret_is_another_order_of_keys(people: dict[bytes, int]) -> None:
    assert keys.order(PRK, people.items()) != keys.order(b"q" * 32, people.items())


def test_reveals_count_in_the_order_of_their_index_and_each_changes_the_salt() -> None:
    one, two = b"\x11" * 32, b"\x22" * 32
    assert keys.salt({0: one, 1: two}) == keys.salt({1: two, 0: one})
    assert len({keys.salt(r) for r in ({}, {0: one}, {1: one}, {0: one, 1: two}, {0: two, 1: one})}) == 5


def test_a_key_takes_no_more_tickets_than_the_rules_can_give() -> None:
    for tickets in (0, 65):
        with pytest.raises(ValueError, match="tickets"):
            keys.key(PRK, bytes(16), tickets)
