"""The log's tree: published hashes, and proofs for every size up to seventy, each true and each of them refutable."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core.draw import tree
from evenhand.core.draw.flaws import Flaw, Flawed
from tests.core.draw import published

HASHES = [tree.leaf_hash(bytes([number])) for number in range(70)]
WHOLE = tree.Tree(HASHES)
ROOTS = [tree.root(HASHES[:size]) for size in range(71)]


def refused(check: object, *arguments: object) -> bool:
    with pytest.raises(Flawed) as refusal:
        check(*arguments)
    return refusal.value.flaw is Flaw.PROOF_INVALID


def test_hashes_are_those_of_rfc_6962() -> None:
    assert tree.EMPTY.hex() == tree.root([]).hex() == published.MERKLE["empty"]
    assert tree.leaf_hash(b"").hex() == published.MERKLE["leaf_empty"]
    assert tree.leaf_hash(b"L123456").hex() == published.MERKLE["leaf_L123456"]
    assert tree.node_hash(b"N123", b"N456").hex() == published.MERKLE["node_N123_N456"]


def test_a_frontier_a_tree_and_the_definition_have_one_root() -> None:
    def defined(hashes: list[bytes]) -> bytes:
        """RFC 9162 2.1.1, word for word."""
        if len(hashes) < 2:
            return hashes[0] if hashes else sha256(b"").digest()
        split = 1 << (len(hashes) - 1).bit_length() - 1
        return tree.node_hash(defined(hashes[:split]), defined(hashes[split:]))

    frontier = tree.Frontier()
    for size, root in enumerate(ROOTS):
        assert frontier.root() == root == defined(HASHES[:size]) == WHOLE.root(size) == tree.Tree(HASHES[:size]).root()
        assert frontier.size == size
        frontier = frontier.append(HASHES[size : size + 1])
    assert tree.Frontier().append(HASHES).root() == ROOTS[70]


def test_every_leaf_is_proved_in_every_size() -> None:
    for size in range(1, 71):
        for index in range(size):
            proof = WHOLE.inclusion(index, size)
            tree.check_inclusion(HASHES[index], index, size, proof, ROOTS[size])


def test_every_size_is_proved_to_begin_every_later_one() -> None:
    for size in range(1, 71):
        for before in range(1, size + 1):
            proof = WHOLE.consistency(before, size)
            tree.check_consistency(before, size, ROOTS[before], ROOTS[size], proof)


sizes = st.integers(1, 70)


@given(sizes.flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))), st.data())
def test_a_proof_of_anything_else_is_refused(place: tuple[int, int], data: st.DataObject) -> None:
    size, index = place
    proof, root = WHOLE.inclusion(index, size), ROOTS[size]
    assert refused(tree.check_inclusion, b"x" * 32, index, size, proof, root)
    assert refused(tree.check_inclusion, HASHES[index], index, size, [*proof, b"x" * 32], root)
    assert refused(tree.check_inclusion, HASHES[index], size, size, proof, root)
    if proof:
        assert refused(tree.check_inclusion, HASHES[index], index, size, proof[:-1], root)
        other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index))
        assert refused(tree.check_inclusion, HASHES[index], other, size, proof, root)


@given(sizes.flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size))))
def test_a_log_that_was_rewritten_has_no_consistency_proof(place: tuple[int, int]) -> None:
    before, size = place
    proof = WHOLE.consistency(before, size)
    forged = tree.root([b"x" * 32, *HASHES[1:before]])
    assert refused(tree.check_consistency, before, size, forged, ROOTS[size], proof)
    assert refused(tree.check_consistency, before, size, ROOTS[before], b"x" * 32, proof)
    assert refused(tree.check_consistency, before, size, ROOTS[before], ROOTS[size], [*proof, b"x" * 32])
    if proof:
        assert refused(tree.check_consistency, before, size, ROOTS[before], ROOTS[size], proof[:-1])


def test_a_proof_from_size_zero_is_an_error() -> None:
    assert refused(tree.check_consistency, 0, 0, tree.EMPTY, tree.EMPTY, [])
    assert refused(tree.check_consistency, 0, 5, tree.EMPTY, ROOTS[5], [])
    assert refused(tree.check_consistency, 5, 4, ROOTS[5], ROOTS[4], [])
    with pytest.raises(IndexError):
        WHOLE.consistency(0)
