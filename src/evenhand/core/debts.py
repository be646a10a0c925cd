"""Debt to districts: what each should have had by its population, what it had, and what the next release makes good.

Fair is a district's part of all units given out, by population, in whole units: the largest remainders get the rest.
The debt is fair less had; over all districts it is nothing. The next release is shared by population, then moves units
from those who had too much to those who had too little, as far as it reaches: nobody's part falls below nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Debt:
    """A district's account, in units. `next`: its part of the coming release, `even` if there were no debt."""

    district: str
    population: int
    had: int
    fair: int
    even: int
    next: int

    @property
    def owed(self) -> int:
        """Above zero: it had too little."""
        return self.fair - self.had

    @property
    def made_good(self) -> int:
        """What the coming release gives back of it."""
        return self.next - self.even


def debts(had: Mapping[str, int], population: Mapping[str, int], *, coming: int) -> list[Debt]:
    """Every district with people, by code. `coming`: units of the next release."""
    fair = shared(sum(had.get(code, 0) for code in population), population)
    even = shared(coming, population)
    owed = {code: fair[code] - had.get(code, 0) for code in population}
    moved = _moved(owed, even)
    return [
        Debt(code, people, had.get(code, 0), fair[code], even[code], even[code] + moved[code])
        for code, people in sorted(population.items())
    ]


def shared(units: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Units by weight, whole, the largest remainders first, ties by name. Nobody weighs anything: nobody gets any."""
    total = sum(weights.values())
    if not total:
        return dict.fromkeys(weights, 0)
    parts = {name: units * weight // total for name, weight in weights.items()}
    remainders = sorted(weights, key=lambda name: (-(units * weights[name] % total), name))
    for name in remainders[: units - sum(parts.values())]:
        parts[name] += 1
    return parts


def _moved(owed: Mapping[str, int], even: Mapping[str, int]) -> dict[str, int]:
    """From those who had too much, no more than their part, to those who had too little, by what they are owed."""
    given = {code: min(-debt, even[code]) for code, debt in owed.items() if debt < 0}
    wanted = {code: debt for code, debt in owed.items() if debt > 0}
    units = min(sum(given.values()), sum(wanted.values()))
    taken, got = shared(units, given), shared(units, wanted)
    return {code: got.get(code, 0) - taken.get(code, 0) for code in owed}
