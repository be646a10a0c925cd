"""Our list of payments beside the service's own: every difference is named, and none is explained away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Difference(StrEnum):
    """How two lists may disagree about a payment."""

    UNKNOWN_HERE = "unknown_here"
    """The service took money under a number that we never gave."""
    UNPAID_HERE = "unpaid_here"
    """The service took money, and here it still waits or was given up."""
    UNPAID_THERE = "unpaid_there"
    """Here it counts as paid, and the service's list does not have it."""
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Ours:
    """A payment as we have it: what was asked, and whether money came (and perhaps went back)."""

    amount_fen: int
    paid: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A difference. Amounts in fen; None where a list has no such payment."""

    payment: UUID
    difference: Difference
    ours_fen: int | None
    theirs_fen: int | None


def compare(ours: Mapping[UUID, Ours], theirs: Mapping[UUID, int]) -> list[Found]:
    """All differences, by payment. `ours` holds every payment asked; `theirs` what the service took that day."""
    return [found for id in sorted(ours.keys() | theirs.keys()) for found in _one(id, ours.get(id), theirs.get(id))]


def _one(id: UUID, ours: Ours | None, theirs: int | None) -> Iterator[Found]:
    if ours is None:
        yield Found(id, Difference.UNKNOWN_HERE, None, theirs)
    elif theirs is None:
        if ours.paid:
            yield Found(id, Difference.UNPAID_THERE, ours.amount_fen, None)
    elif not ours.paid:
        yield Found(id, Difference.UNPAID_HERE, ours.amount_fen, theirs)
    elif ours.amount_fen != theirs:
        yield Found(id, Difference.AMOUNT, ours.amount_fen, theirs)
