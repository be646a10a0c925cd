"""How evenly something was shared. All figures are exact fractions; whoever shows them rounds.

Gini: C. Gini, "Variabilità e mutabilità" (1912), by the mean absolute difference. Jain: R. Jain, D. Chiu, W. Hawe, "A
quantitative measure of fairness and discrimination for resource allocation in shared computer systems" (1984).
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction


def coverage(served: int, eligible: int) -> Fraction:
    """Part of the eligible who were served, 0..1. Nobody eligible: 0. ValueError: more served than eligible."""
    if not 0 <= served <= eligible:
        raise ValueError(f"{served} served of {eligible} eligible")
    return Fraction(served, eligible) if eligible else Fraction(0)


def served_rates(served: Mapping[str, int], eligible: Mapping[str, int]) -> dict[str, Fraction]:
    """Coverage of each group that has anybody eligible. ValueError: somebody served in a group without."""
    strangers = sorted(group for group, count in served.items() if count and not eligible.get(group))
    if strangers:
        raise ValueError(f"served, but nobody eligible: {', '.join(strangers)}")
    return {group: coverage(served.get(group, 0), count) for group, count in eligible.items() if count}


def gini(amounts: Iterable[int | Fraction]) -> Fraction:
    """0 where all have the same, (n - 1) / n where one of n has everything. Nothing shared out: 0.

    With amounts in rising order, x_1 ≤ … ≤ x_n, it is Σ (2i - n - 1) x_i / (n Σ x_i). ValueError: an amount below 0.
    """
    rising = _not_negative(amounts)
    total = sum(rising)
    if not total:
        return Fraction(0)
    size = len(rising)
    return Fraction(sum((2 * i - size - 1) * amount for i, amount in enumerate(rising, 1))) / (size * total)


def jain(rates: Iterable[int | Fraction]) -> Fraction:
    """(Σ x)² / (n Σ x²): 1 where all rates are the same, 1/n where one group has everything. Nothing served: 1."""
    rates = _not_negative(rates)
    squares = sum(rate * rate for rate in rates)
    return Fraction(sum(rates)) ** 2 / (len(rates) * squares) if squares else Fraction(1)


def _not_negative(amounts: Iterable[int | Fraction]) -> list[int | Fraction]:
    rising = sorted(amounts)
    if rising and rising[0] < 0:
        raise ValueError(f"an amount below 0: {rising[0]}")
    return rising
