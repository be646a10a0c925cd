"""The imagined crowd comes as openings are known to be: peaked, repeatable, everybody once."""

from collections import Counter
from random import Random

from evenhand.simulation import arrivals


def test_everybody_comes_once_in_order_of_time() -> None:
    crowd = arrivals.opening(5_000, 60, Random(1))
    assert Counter(a.resident for a in crowd) == Counter(range(5_000))
    assert [a.at_s for a in crowd] == sorted(a.at_s for a in crowd)


def test_the_same_seed_brings_the_same_crowd() -> None:
    assert arrivals.opening(500, 60, Random(7)) == arrivals.opening(500, 60, Random(7))
    assert arrivals.opening(500, 60, Random(7)) != arrivals.opening(500, 60, Random(8))


def test_the_first_seconds_carry_most() -> None:
    crowd = arrivals.opening(20_000, 120, Random(3))
    counts = arrivals.per_second(crowd)
    assert sum(counts[:60]) > 0.85 * sum(counts)
    assert max(counts) == max(counts[:3]) > 10 * counts[60]
    assert any(a.at_s < 0 for a in crowd)
