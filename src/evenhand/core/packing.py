"""Which lot each order is packed from: the oldest first, whole orders only."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order that waits for its goods."""

    order: UUID
    campaign: UUID
    units: int


@dataclass(frozen=True, slots=True)
class Ready:
    """Units of one lot that may be packed now."""

    lot: UUID
    campaign: UUID
    units: int


def allocate(wanted: Sequence[Wanted], ready: Sequence[Ready]) -> dict[UUID, UUID]:
    """Order to lot, for every order that one lot can fill whole.

    Both sequences are served in their order: first come, first packed; first received, first used. What is left of an
    old lot, too little for one order, may still fill a smaller one behind it.
    """
    left = {lot.lot: lot.units for lot in ready}
    chosen: dict[UUID, UUID] = {}
    for order in wanted:
        lot = next((r.lot for r in ready if r.campaign == order.campaign and left[r.lot] >= order.units), None)
        if lot is not None:
            left[lot] -= order.units
            chosen[order.order] = lot
    return chosen
