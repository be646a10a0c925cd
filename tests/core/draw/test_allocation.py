"""Who gets what, held against a model that knows no walk: it asks again and again whose turn it is."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core.draw import allocation, keys, leaves, rules
from evenhand.core.draw.allocation import NO_CATEGORY, Outcome, Place
from evenhand.core.draw.leaves import Leaf
from tests.core.draw import samples

PRK = b"p" * 32
PEOPLE = [bytes([number]) * 16 for number in range(14)]
HOMES = [leaves.NO_TAG, *(bytes([100 + number]) * 16 for number in range(3))]


@st.composite
def draws(draw: st.DrawFn) -> tuple[rules.Rules, dict[bytes, Leaf]]:
    """Rules of one to four categories, some for a class, and up to fourteen who entered."""
    count = draw(st.integers(1, 4))
    codes = [f"c{number}" for number in range(count)]
    categories = [
        {
            "code": code,
            "winners": draw(st.integers(0, 5)),
            "units": 1,
            "who": draw(st.sampled_from(["all", code])),
            "unused": draw(st.sampled_from(["hold", *codes[place + 1 :]])),
        }
        for place, code in enumerate(codes)
    ]
    table = samples.rules_table(
        categories=categories, alternates__count=draw(st.integers(0, 4)), household__cap=draw(st.integers(1, 2))
    )
    made = rules.build(table)
    classes = st.sets(st.sampled_from(sorted(made.classes))) if made.classes else st.just(set())
    entered = draw(st.lists(st.sampled_from(PEOPLE), unique=True))
    return made, {
        label: Leaf(label, household=draw(st.sampled_from(HOMES)), categories=tuple(sorted(draw(classes))))
        for label in entered
    }


class Model:
    """The text of the rules, question by question."""

    def __init__(self, made: rules.Rules, roster: dict[bytes, Leaf]) -> None:
        self.terms, self.roster = made.terms, roster
        self.key = {label: keys.key(PRK, label) for label in roster}
        self.sizes = {category.code: category.winners for category in made.terms.categories}
        self.places: dict[bytes, Place] = {}
        self.cutoffs = [self.share_out(index) for index in range(len(made.terms.categories))]
        for label in sorted(roster, key=lambda label: (self.key[label], label)):
            self.line_up(label)

    def may(self, label: bytes, index: int) -> bool:
        return self.terms.categories[index].who == "all" or index in self.roster[label].categories

    def crowded(self, label: bytes, *outcomes: Outcome) -> bool:
        home = self.roster[label].household
        same = [other for other in self.roster if self.roster[other].household == home and self.has(other, *outcomes)]
        return home != leaves.NO_TAG and len(same) >= self.terms.household.cap

    def has(self, label: bytes, *outcomes: Outcome) -> bool:
        return self.places.get(label, Place()).outcome in outcomes

    def share_out(self, index: int) -> bytes:
        category = self.terms.categories[index]
        seen: set[bytes] = set()
        won: list[bytes] = []
        while len(won) < self.sizes[category.code]:
            waiting = [each for each in self.roster if each not in seen and self.may(each, index)]
            waiting = [each for each in waiting if not self.has(each, Outcome.WINNER)]
            if not waiting:
                break
            turn = min(waiting, key=lambda label: (self.key[label], label))
            seen.add(turn)
            if self.crowded(turn, Outcome.WINNER):
                self.places[turn] = Place(Outcome.CAPPED)
            else:
                won.append(turn)
                self.places[turn] = Place(Outcome.WINNER, index, len(won))
        left = self.sizes[category.code] - len(won)
        if category.unused != "hold":
            self.sizes[category.unused] += left
        return b"\xff" * 32 if left else self.key[won[-1]] if won else bytes(32)

    def line_up(self, label: bytes) -> None:
        standing = sum(self.has(other, Outcome.ALTERNATE) for other in self.roster)
        wanted = any(self.may(label, index) for index in range(len(self.terms.categories)))
        room = standing < self.terms.alternates.count
        if room and wanted and label not in self.places and not self.crowded(label, Outcome.WINNER, Outcome.ALTERNATE):
            self.places[label] = Place(Outcome.ALTERNATE, NO_CATEGORY, standing + 1)


def allocate(made: rules.Rules, roster: dict[bytes, Leaf]) -> allocation.Allocation:
    order = keys.order(PRK, ((label, 1) for label in roster))
    return allocation.allocate(made, roster, order)


@given(draws())
@pytest.mark.req("draw:13", "domain:R13")
def test_places_and_cutoffs_are_those_of_the_model(given_draw: tuple[rules.Rules, dict[bytes, Leaf]]) -> None:
    made, roster = given_draw
    found = allocate(made, roster)
    wanted = Model(made, roster)
    assert (dict(found.places), list(found.cutoffs)) == (wanted.places, wanted.cutoffs)


@given(draws())
def test_an_uncapped_entrant_wins_exactly_if_their_key_reaches_a_cutoff(
    given_draw: tuple[rules.Rules, dict[bytes, Leaf]],
) -> None:
    made, roster = given_draw
    found = allocate(made, roster)
    for label, leaf in roster.items():
        outcome = found.places.get(label, allocation.NOWHERE).outcome
        if outcome is not Outcome.CAPPED:
            mine = [
                i for i, category in enumerate(made.terms.categories) if category.who == "all" or i in leaf.categories
            ]
            reached = any(keys.key(PRK, label) <= found.cutoffs[i] for i in mine)
            assert reached == (outcome is Outcome.WINNER)


@given(draws())
def test_never_more_winners_than_places(given_draw: tuple[rules.Rules, dict[bytes, Leaf]]) -> None:
    made, roster = given_draw
    won = Counter(p.category for p in allocate(made, roster).places.values() if p.outcome is Outcome.WINNER)
    assert sum(won.values()) <= sum(category.winners for category in made.terms.categories)
    assert all(won[i] <= size for i, size in enumerate(allocate(made, roster).sizes))


def test_a_freed_place_goes_to_the_first_in_line_who_may_have_it() -> None:
    made = rules.build(samples.rules_table())
    a, b, c = PEOPLE[:3]
    roster = {a: Leaf(a), b: Leaf(b, categories=(0,)), c: Leaf(c, categories=(0,))}
    assert allocation.next_up(made, roster, [a, b, c], 1, frozenset()) == a
    assert allocation.next_up(made, roster, [a, b, c], 0, frozenset()) == b
    assert allocation.next_up(made, roster, [a, b, c], 0, frozenset({b})) == c
    assert allocation.next_up(made, roster, [a, b, c], 0, frozenset({b, c})) is None


def test_nobody_entered_and_nobody_wins() -> None:
    found = allocate(rules.build(samples.rules_table()), {})
    assert found.places == {}
    assert set(found.cutoffs) == {allocation.UNFILLED}
