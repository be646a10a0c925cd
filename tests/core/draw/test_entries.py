"""Leaves, the roster they leave behind, and receipts: fixed bytes, one meaning, nobody named."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import labels
from evenhand.core.draw import leaves, receipts, rules, signatures, tree
from evenhand.core.draw.flaws import Flaw, Flawed
from tests.core.draw import published, samples

RULES = rules.build(samples.rules_table())
JOINT = rules.build(samples.rules_table(household__mode="joint"))
A, B, C = (bytes([letter]) * 16 for letter in b"ABC")
HOME = b"home".ljust(16, b"\0")

some = st.builds(
    leaves.Leaf,
    kind=st.just(leaves.Kind.ENTRY),
    label=st.binary(min_size=16, max_size=16),
    weight=st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)),
    household=st.binary(min_size=16, max_size=16),
    commitment=st.binary(min_size=32, max_size=32),
    categories=st.sets(st.integers(0, 254), max_size=9).map(lambda found: tuple(sorted(found))),
)


def flaw_of(function: object, *arguments: object) -> Flaw:
    with pytest.raises(Flawed) as refusal:
        function(*arguments)
    return refusal.value.flaw


@given(some)
@pytest.mark.req("draw:2")
def test_a_leaf_is_read_as_it_was_written(leaf: leaves.Leaf) -> None:
    assert leaves.unpack(leaf.pack()) == leaf
    gone = leaves.withdrawal(leaf.label)
    assert leaves.unpack(gone.pack()) == gone


@given(some, st.data())
def test_no_two_bytes_spell_one_leaf(leaf: leaves.Leaf, data: st.DataObject) -> None:
    raw = bytearray(leaf.pack())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    try:
        assert leaves.unpack(bytes(raw)).pack() == bytes(raw)
    except Flawed as refusal:
        assert refusal.flaw in (Flaw.LEAF_INVALID, Flaw.CATEGORY_INVALID)


@pytest.mark.parametrize("cut", [slice(0, 0), slice(0, 77), slice(0, -1)])
@pytest.mark.req("draw:12")
def test_missing_and_trailing_bytes_are_refused(cut: slice) -> None:
    raw = leaves.Leaf(A, categories=(0,)).pack()
    assert flaw_of(leaves.unpack, raw[cut]) is Flaw.LEAF_INVALID
    assert flaw_of(leaves.unpack, raw + b"\0") is Flaw.LEAF_INVALID
    assert flaw_of(leaves.unpack, leaves.withdrawal(A).pack()[:-1] + b"\1") is Flaw.LEAF_INVALID


@pytest.mark.parametrize(
    ("leaf", "flaw"),
    [
        (leaves.Leaf(A, (0, 1)), Flaw.WEIGHT_INVALID),
        (leaves.Leaf(A, (7, 1)), Flaw.WEIGHT_INVALID),
        (leaves.Leaf(A, (1, 2)), Flaw.WEIGHT_INVALID),
        (leaves.Leaf(A, categories=(1,)), Flaw.CATEGORY_INVALID),
        (leaves.Leaf(A, categories=(2,)), Flaw.CATEGORY_INVALID),
    ],
)
@pytest.mark.req("draw:12")
def test_a_leaf_keeps_the_rules(leaf: leaves.Leaf, flaw: Flaw) -> None:
    assert flaw_of(leaves.check, leaf, RULES) is flaw


@pytest.mark.parametrize("categories", [(1, 0), (0, 0)])
def test_categories_ascend(categories: tuple[int, ...]) -> None:
    assert flaw_of(leaves.unpack, leaves.Leaf(A, categories=categories).pack()) is Flaw.CATEGORY_INVALID


@pytest.mark.req("domain:R12")
def test_a_labels_last_leaf_counts() -> None:
    one, three = leaves.Leaf(A), leaves.Leaf(A, (3, 1))
    assert leaves.roster([one, leaves.Leaf(B), three], RULES) == {A: three, B: leaves.Leaf(B)}
    assert leaves.roster([one, leaves.withdrawal(A)], RULES) == {}
    assert leaves.roster([one, leaves.withdrawal(A), three], RULES) == {A: three}
    assert leaves.roster([], RULES) == {}


@pytest.mark.req("draw:12")
def test_a_household_that_enters_jointly_enters_once() -> None:
    first, second = leaves.Leaf(A, household=HOME), leaves.Leaf(B, household=HOME)
    assert flaw_of(leaves.roster, [first, second], JOINT) is Flaw.SECOND_ENTRY
    assert len(leaves.roster([first, second], RULES)) == 2
    assert len(leaves.roster([first, leaves.withdrawal(A), second], JOINT)) == 1
    assert len(leaves.roster([leaves.Leaf(A), leaves.Leaf(B), leaves.Leaf(C)], JOINT)) == 3


def test_a_receipt_holds_for_one_leaf_one_place_one_time_one_draw() -> None:
    key = signatures.public_of(samples.LOG_KEY)
    issued = receipts.issue(samples.LOG_KEY, RULES.digest, 7, tree.leaf_hash(leaves.Leaf(A).pack()), 1_700_000_000_123)
    receipts.check(issued, key)
    others = {"rules": JOINT.digest, "seq": 8, "leaf_hash": bytes(32), "unix_ms": 1, "signature": bytes(64)}
    for field, value in others.items():
        changed = receipts.Receipt(**{**{name: getattr(issued, name) for name in others}, field: value})
        assert flaw_of(receipts.check, changed, key) is Flaw.SIGNATURE_INVALID
    assert flaw_of(receipts.check, issued, bytes(31)) is Flaw.SIGNATURE_INVALID


@pytest.mark.parametrize("name", published.ED25519)
def test_signatures_are_rfc_8032(name: str) -> None:
    public, text, signature = (bytes.fromhex(part) for part in published.ED25519[name])
    signatures.check(public, signature, text, name)
    order = 2**252 + 27742317777372353535851937790883648493
    lifted = signature[:32] + (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    assert flaw_of(signatures.check, public, lifted, text, name) is Flaw.SIGNATURE_INVALID


def test_a_code_is_sixty_bits_in_an_alphabet_that_is_read_alike() -> None:
    code = receipts.code(RULES.digest, tree.leaf_hash(leaves.Leaf(A).pack()))
    assert len(code) == 14
    assert set(code) <= {*labels.ALPHABET, "-"}
    assert labels.normal(code.lower().replace("-", " ")) == code


def test_a_commitment_tells_nothing_without_its_key_and_everything_with_it() -> None:
    told = [receipts.person_commitment(blind, kind, number) for blind in (A * 2, B * 2) for kind, number in PAPERS]
    assert all(one != other for one, other in combinations(told, 2))


PAPERS = [("id18", "11010519491231002X"), ("passport", "11010519491231002X"), ("id18", "110105194912310021")]
