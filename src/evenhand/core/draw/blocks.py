"""Proofs from a part of a long log: the roots of its blocks are remembered, one block is read, and the path is whole.

The tree splits at powers of two, so every block of 1,024 leaves is a subtree of it, and so is what is left at the end.
"""

from collections.abc import Sequence

from evenhand.core.draw import tree
from evenhand.core.draw.tree import Proof

BLOCK = 1024


def roots(leaf_hashes: Sequence[bytes]) -> list[bytes]:
    """The root of each block, in order."""
    return [tree.root(leaf_hashes[start : start + BLOCK]) for start in range(0, len(leaf_hashes), BLOCK)]


def inclusion(index: int, block: Sequence[bytes], above: Sequence[bytes]) -> Proof:
    """The path from a leaf to the log's root. `block`: the leaf hashes of its block; `above`: the roots of all."""
    place, nth = index % BLOCK, index // BLOCK
    return tree.Tree(block).inclusion(place) + tree.Tree(above).inclusion(nth)
