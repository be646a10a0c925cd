"""How long a search may go on: a count of iterations, which makes it repeatable, or seconds of a given clock."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: iterations done, and the best plan's cost points so far (None: none is feasible yet)."""

    iterations: int
    cost: int | None


class Budget(Protocol):
    """What a search may spend."""

    def spent(self, iterations: int) -> float:
        """The share that is used up after so many iterations: 0 at the start, 1 or more at the end."""

    def part(self, share: float) -> "Budget":
        """A budget of its own that begins now, so large beside this one."""


class Iterations:
    """So many iterations: the same problem and seed give the same plan on every machine of a kind."""

    def __init__(self, most: int) -> None:
        self.most = most

    def spent(self, iterations: int) -> float:
        """Linear in iterations."""
        return iterations / self.most if self.most else 1.0

    def part(self, share: float) -> "Iterations":
        """That share of the iterations."""
        return Iterations(round(self.most * share))


class Seconds:
    """So many seconds from now on, by the clock given: `Seconds(20, time.monotonic)`."""

    def __init__(self, most: float, clock: Callable[[], float]) -> None:
        self.most, self._clock, self._since = most, clock, clock()

    def spent(self, iterations: int) -> float:
        """Linear in time, however many iterations were done."""
        return (self._clock() - self._since) / self.most if self.most else 1.0

    def part(self, share: float) -> "Seconds":
        """That share of the seconds, from now on."""
        return Seconds(self.most * share, self._clock)


def never() -> bool:
    """Nobody wishes a search to stop."""
    return False


def untold(_: Progress) -> None:
    """Nobody listens to progress."""
