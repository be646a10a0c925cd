"""The surge dial: how far the gate is open. Set for a release or for the whole city; the stricter counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

WHOLE_CITY = UUID(int=0)
"""What the city-wide switch is set for, in the place of a release."""


class Admit(StrEnum):
    """Whom the gate lets in, from the most to the least."""

    ALL = "all"
    RATE = "rate"
    """So many a second; the others wait."""
    LOBBY = "lobby"
    """People may come to wait; nobody is served."""
    READ_ONLY = "read_only"
    """Answers that stand are told; nothing new is taken."""
    CLOSED = "closed"
    """Nothing but the status."""


ORDER = list(Admit)


@dataclass(frozen=True, slots=True)
class Dial:
    """A setting; `per_s` only with RATE."""

    admit: Admit = Admit.ALL
    per_s: int | None = None

    @property
    def serves(self) -> bool:
        """Whether anybody is served at all."""
        return self.admit in (Admit.ALL, Admit.RATE)

    @property
    def takes(self) -> bool:
        """Whether anything new is taken, be it only to wait."""
        return self.serves or self.admit is Admit.LOBBY


OPEN = Dial()


def strictest(dials: Iterable[Dial]) -> Dial:
    """The setting that lets the fewest in; none at all lets everybody in."""
    found = [*dials, OPEN]
    most = max(ORDER.index(dial.admit) for dial in found)
    rates = [dial.per_s for dial in found if ORDER.index(dial.admit) == most and dial.per_s]
    return Dial(ORDER[most], min(rates, default=None))
