"""Which state may follow which, as tables. What is not in a table does not happen.

The database is asked in the same words: a move is one `UPDATE … WHERE state IN before(to)`, and what it did not touch
did not move.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class OrderState(StrEnum):
    """Where an order stands. PAID: or nothing to pay before the door. BACK: nobody took it."""

    PLACED = "placed"
    PAID = "paid"
    ACCEPTED = "accepted"
    PACKED = "packed"
    OUT = "out"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"
    BACK = "back"


class ParcelState(StrEnum):
    """Where a parcel is. RETURNING: still with the rider, but for no door any more. LOST: or damaged, for nobody."""

    PACKED = "packed"
    OUT = "out"
    HANDED_OVER = "handed_over"
    RETURNING = "returning"
    BACK = "back"
    LOST = "lost"


class StopState(StrEnum):
    """How a visit stands. MOVED: another rider has taken the parcel over."""

    PLANNED = "planned"
    OUT = "out"
    HANDED_OVER = "handed_over"
    FAILED = "failed"
    MOVED = "moved"


class WaveState(StrEnum):
    """How a wave stands. DONE: no stop of it is open."""

    PLANNED = "planned"
    ACCEPTED = "accepted"
    DISCARDED = "discarded"
    DONE = "done"


class PeriodState(StrEnum):
    """How a party's statement of a period stands. WITHDRAWN: a dispute was right; its days can be stated anew."""

    DRAWN = "drawn"
    APPROVED = "approved"
    CLOSED = "closed"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Lifecycle[State: StrEnum]:
    """The moves there are: from each state, those that may follow it."""

    moves: Mapping[State, frozenset[State]]

    def before(self, to: State) -> frozenset[State]:
        """The states from which a thing may come to `to`."""
        return frozenset(state for state, following in self.moves.items() if to in following)

    def allows(self, state: State, to: State) -> bool:
        """Whether a thing may go from `state` to `to` at once."""
        return to in self.moves[state]

    def final(self) -> frozenset[State]:
        """The states that nothing leaves."""
        return frozenset(state for state, following in self.moves.items() if not following)


ORDER = Lifecycle(
    {
        OrderState.PLACED: frozenset({OrderState.PAID, OrderState.CANCELLED}),
        OrderState.PAID: frozenset({OrderState.ACCEPTED, OrderState.CANCELLED}),
        OrderState.ACCEPTED: frozenset({OrderState.PACKED, OrderState.CANCELLED}),
        OrderState.PACKED: frozenset({OrderState.OUT}),
        OrderState.OUT: frozenset({OrderState.HANDED_OVER, OrderState.BACK, OrderState.CANCELLED}),
        OrderState.HANDED_OVER: frozenset(),
        OrderState.CANCELLED: frozenset(),
        OrderState.BACK: frozenset(),
    }
)

PARCEL = Lifecycle(
    {
        ParcelState.PACKED: frozenset({ParcelState.OUT}),
        ParcelState.OUT: frozenset({ParcelState.HANDED_OVER, ParcelState.RETURNING, ParcelState.LOST}),
        ParcelState.RETURNING: frozenset({ParcelState.BACK, ParcelState.LOST}),
        ParcelState.HANDED_OVER: frozenset(),
        ParcelState.BACK: frozenset(),
        ParcelState.LOST: frozenset(),
    }
)

STOP = Lifecycle(
    {
        StopState.PLANNED: frozenset({StopState.OUT, StopState.FAILED}),
        StopState.OUT: frozenset({StopState.HANDED_OVER, StopState.FAILED, StopState.MOVED}),
        StopState.HANDED_OVER: frozenset(),
        StopState.FAILED: frozenset(),
        StopState.MOVED: frozenset(),
    }
)

WAVE = Lifecycle(
    {
        WaveState.PLANNED: frozenset({WaveState.ACCEPTED, WaveState.DISCARDED}),
        WaveState.ACCEPTED: frozenset({WaveState.DONE}),
        WaveState.DISCARDED: frozenset(),
        WaveState.DONE: frozenset(),
    }
)

PERIOD = Lifecycle(
    {
        PeriodState.DRAWN: frozenset({PeriodState.APPROVED, PeriodState.DISPUTED}),
        PeriodState.APPROVED: frozenset({PeriodState.CLOSED, PeriodState.DISPUTED}),
        PeriodState.DISPUTED: frozenset({PeriodState.DRAWN, PeriodState.WITHDRAWN}),
        PeriodState.CLOSED: frozenset(),
        PeriodState.WITHDRAWN: frozenset(),
    }
)
