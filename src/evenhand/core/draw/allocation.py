"""Who gets what: one common order, walked once for each category in the order of the rules.

A walk places whoever is unplaced, eligible and below the household's cap, until the category is full. What it cannot
fill stays back (`unused: hold`) or enlarges a later category. Withdrawals after the draw move nobody.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from evenhand.core.draw.agree import ALL, HOLD
from evenhand.core.draw.keys import KEY_SIZE
from evenhand.core.draw.leaves import NO_TAG, Leaf
from evenhand.core.draw.rules import Rules

NO_CATEGORY = 0xFF
UNFILLED = b"\xff" * KEY_SIZE
"""The cut-off of a category that had room for everybody."""
CLOSED = bytes(KEY_SIZE)
"""The cut-off of a category without places."""


class Outcome(IntEnum):
    """What became of an entry. CAPPED: its turn came, and its household had won what a household may."""

    NONE = 0
    WINNER = 1
    ALTERNATE = 2
    CAPPED = 3


class Place(NamedTuple):
    """An outcome, the index of the category (`NO_CATEGORY` for none), and the position in it or in the line, from 1."""

    outcome: Outcome = Outcome.NONE
    category: int = NO_CATEGORY
    position: int = 0


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Allocation:
    """Places by label (who has none is left out) and, for each category, its size and cut-off."""

    places: Mapping[bytes, Place]
    sizes: tuple[int, ...]
    cutoffs: tuple[bytes, ...]


class _Walk:
    """The state between walks: who is placed, who was passed over, how often each household has won."""

    def __init__(self, rules: Rules, roster: Mapping[bytes, Leaf]) -> None:
        self.terms, self.roster = rules.terms, roster
        self.places: dict[bytes, Place] = {}
        self.won: Counter[bytes] = Counter()

    def eligible(self, leaf: Leaf, index: int) -> bool:
        return self.terms.categories[index].who == ALL or index in leaf.categories

    def full(self, leaf: Leaf) -> bool:
        """Whether the entry's household has won what it may."""
        return leaf.household != NO_TAG and self.won[leaf.household] >= self.terms.household.cap

    def fill(self, order: Iterable[tuple[bytes, bytes]], index: int, size: int) -> tuple[int, bytes]:
        """One category's walk: how many were placed, and the last one's key."""
        placed, last, places = 0, CLOSED, self.places
        for_all = self.terms.categories[index].who == ALL
        for key, label in order if size else ():
            leaf = self.roster[label]
            if places.get(label, NOWHERE).outcome is Outcome.WINNER or not (for_all or index in leaf.categories):
                continue
            if self.full(leaf):
                self.places[label] = Place(Outcome.CAPPED)
                continue
            placed, last = placed + 1, key
            self.places[label] = Place(Outcome.WINNER, index, placed)
            self.won[leaf.household] += 1
            if placed == size:
                break
        return placed, last

    def line_up(self, order: Iterable[tuple[bytes, bytes]], count: int) -> None:
        """The alternates: who comes next, is eligible for something, and would not exceed the household's cap."""
        standing = 0
        for _, label in order if count else ():
            leaf = self.roster[label]
            if label in self.places or self.full(leaf) or not self._anywhere(leaf):
                continue
            standing += 1
            self.places[label] = Place(Outcome.ALTERNATE, NO_CATEGORY, standing)
            self.won[leaf.household] += 1
            if standing == count:
                break

    def _anywhere(self, leaf: Leaf) -> bool:
        return any(self.eligible(leaf, index) for index in range(len(self.terms.categories)))


def allocate(rules: Rules, roster: Mapping[bytes, Leaf], order: Sequence[tuple[bytes, bytes]]) -> Allocation:
    """Everybody's place. `order`: (key, label) of every entry of the roster, ascending."""
    walk = _Walk(rules, roster)
    categories = rules.terms.categories
    sizes = [category.winners for category in categories]
    codes = [category.code for category in categories]
    cutoffs = []
    for index, category in enumerate(categories):
        placed, last = walk.fill(order, index, sizes[index])
        if placed < sizes[index] and category.unused != HOLD:
            sizes[codes.index(category.unused)] += sizes[index] - placed
        cutoffs.append(last if placed == sizes[index] else UNFILLED)
    walk.line_up(order, rules.terms.alternates.count)
    return Allocation(walk.places, tuple(sizes), tuple(cutoffs))


def next_up(
    rules: Rules, roster: Mapping[bytes, Leaf], line: Iterable[bytes], category: int, asked: frozenset[bytes]
) -> bytes | None:
    """The alternate whom a freed place of a category goes to: the first in line, eligible, not asked yet. None: nobody.

    `line`: the alternates in their order. No new chance is needed, and nobody chooses.
    """
    walk = _Walk(rules, roster)
    return next((label for label in line if label not in asked and walk.eligible(roster[label], category)), None)
