"""A leaf of the log: one entry or one withdrawal, as fixed bytes that name nobody.

    "EHL1" kind(1) label(16) num(4) den(4) household(16) commitment(32) count(1) category indexes(count)

An edit is another leaf of the same label, and the last one counts. A withdrawal has zeros after the label. A category
is listed where it is for a class of people and the entrant's evidence was checked; what is for all is not listed.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from itertools import pairwise
from struct import Struct
from typing import NamedTuple

from evenhand.core.draw.flaws import Flaw, Flawed
from evenhand.core.draw.rules import Rules
from evenhand.core.draw.shape import HouseholdMode

MAGIC = b"EHL1"
HEAD = Struct(">4sB16sII16s32sB")
NO_TAG = bytes(16)


class Kind(IntEnum):
    """What a leaf does."""

    ENTRY = 1
    WITHDRAWAL = 2


_KINDS = {kind.value: kind for kind in Kind}


class Leaf(NamedTuple):
    """A leaf. `weight` is num over den; `household` a random tag of this draw, or zeros; `commitment` binds the person
    without naming them; `categories` are indexes into the rules' categories, ascending."""

    label: bytes
    weight: tuple[int, int] = (1, 1)
    household: bytes = NO_TAG
    commitment: bytes = bytes(32)
    categories: tuple[int, ...] = ()
    kind: Kind = Kind.ENTRY

    def pack(self) -> bytes:
        """The bytes that are hashed into the log."""
        return HEAD.pack(
            MAGIC, self.kind, self.label, *self.weight, self.household, self.commitment, len(self.categories)
        ) + bytes(self.categories)


def withdrawal(label: bytes) -> Leaf:
    """The leaf that takes a label's entry back."""
    return Leaf(label=label, weight=(0, 0), kind=Kind.WITHDRAWAL)


def unpack(raw: bytes) -> Leaf:
    """The leaf these bytes spell. Flawed: LEAF_INVALID, CATEGORY_INVALID; no other bytes spell the same leaf."""
    if len(raw) < HEAD.size:
        raise Flawed(Flaw.LEAF_INVALID, "leaf", "is too short")
    magic, kind, label, num, den, household, commitment, count = HEAD.unpack_from(raw)
    known = _KINDS.get(kind)
    if magic != MAGIC or known is None:
        raise Flawed(Flaw.LEAF_INVALID, "leaf", "is of no known kind")
    if len(raw) != HEAD.size + count:
        raise Flawed(Flaw.LEAF_INVALID, "leaf", "has bytes missing or to spare")
    leaf = Leaf(label, (num, den), household, commitment, tuple(raw[HEAD.size :]) if count else (), known)
    if count or known is Kind.WITHDRAWAL:
        _check_form(leaf, raw)
    return leaf


def _check_form(leaf: Leaf, raw: bytes) -> None:
    if leaf.kind is Kind.WITHDRAWAL and raw.count(0, 21) != len(raw) - 21:
        raise Flawed(Flaw.LEAF_INVALID, "leaf", "a withdrawal has zeros after the label")
    if any(after <= before for before, after in pairwise(leaf.categories)):
        raise Flawed(Flaw.CATEGORY_INVALID, "categories", "must ascend")


def check(leaf: Leaf, rules: Rules) -> None:
    """Whether an entry keeps the rules of its draw. Flawed: WEIGHT_INVALID, CATEGORY_INVALID, LEAF_INVALID."""
    if leaf.kind is Kind.WITHDRAWAL:
        return
    num, den = leaf.weight
    if den != 1 or not 1 <= num <= rules.terms.weights.max:
        raise Flawed(Flaw.WEIGHT_INVALID, "weight", f"must be 1 to {rules.terms.weights.max} tickets")
    if leaf.categories and not rules.classes.issuperset(leaf.categories):
        raise Flawed(Flaw.CATEGORY_INVALID, "categories", "lists what is no category for a class")


def roster(leaves: Iterable[Leaf], rules: Rules) -> Mapping[bytes, Leaf]:
    """The entries that count when the log is frozen: each label's last leaf, unless that withdraws it.

    Flawed: SECOND_ENTRY, where a household that enters jointly has two labels; whatever `check` finds.
    """
    counted: dict[bytes, Leaf] = {}
    for leaf in leaves:
        check(leaf, rules)
        if leaf.kind is Kind.WITHDRAWAL:
            counted.pop(leaf.label, None)
        else:
            counted[leaf.label] = leaf
    if rules.terms.household.mode is HouseholdMode.JOINT:
        _check_households(counted.values())
    return counted


def _check_households(entries: Iterable[Leaf]) -> None:
    tags = [leaf.household for leaf in entries if leaf.household != NO_TAG]
    if len(set(tags)) != len(tags):
        raise Flawed(Flaw.SECOND_ENTRY, "household", "a household that enters jointly has one label")
