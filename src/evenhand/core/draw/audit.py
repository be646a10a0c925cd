"""Whom auditors visit: a sample of the winners that the draw itself picks, so that nobody can choose it."""

from collections.abc import Iterable
from heapq import nsmallest

from evenhand.core.draw import keys

FIVE_PERCENT = 59
"""Winners to visit, to find one of 5 % fakes with 95 % certainty."""
ONE_PERCENT = 299
"""The same for 1 %."""


def sample(prk: bytes, winners: Iterable[bytes], size: int = FIVE_PERCENT) -> list[bytes]:
    """The winners' labels to visit; all of them, if there are fewer."""
    return nsmallest(size, winners, key=lambda label: keys.expand(prk, b"evenhand/audit/1\0" + label))
