"""Which lot an order is packed from."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from evenhand.core.packing import Ready, Wanted, allocate

MASKS, RICE = UUID(int=1), UUID(int=2)


def _wanted(*units: int, campaign: UUID = MASKS) -> list[Wanted]:
    return [Wanted(UUID(int=100 + number), campaign, size) for number, size in enumerate(units)]


def _ready(*units: int, campaign: UUID = MASKS) -> list[Ready]:
    return [Ready(UUID(int=200 + number), campaign, size) for number, size in enumerate(units)]


def test_the_oldest_lot_goes_first_and_an_order_is_never_split_over_two() -> None:
    first, second, third = _wanted(5, 5, 5)
    old, new = _ready(8, 12)
    chosen = allocate([first, second, third], [old, new])
    assert chosen == {first.order: old.lot, second.order: new.lot, third.order: new.lot}


def test_what_is_left_of_an_old_lot_fills_a_smaller_order_behind() -> None:
    large, small = _wanted(5, 3)
    old, new = _ready(3, 5)
    assert allocate([large, small], [old, new]) == {large.order: new.lot, small.order: old.lot}


def test_rice_is_not_packed_for_masks() -> None:
    assert allocate(_wanted(1), _ready(10, campaign=RICE)) == {}


@given(
    wanted=st.lists(st.tuples(st.integers(1, 9), st.sampled_from([MASKS, RICE])), max_size=30),
    ready=st.lists(st.tuples(st.integers(1, 40), st.sampled_from([MASKS, RICE])), max_size=8),
)
def test_no_lot_gives_more_than_it_has_and_no_order_waits_beside_a_lot_that_could_fill_it(
    wanted: list[tuple[int, UUID]], ready: list[tuple[int, UUID]]
) -> None:
    orders = [Wanted(UUID(int=100 + n), campaign, units) for n, (units, campaign) in enumerate(wanted)]
    lots = {UUID(int=200 + n): Ready(UUID(int=200 + n), campaign, units) for n, (units, campaign) in enumerate(ready)}
    chosen = allocate(orders, list(lots.values()))
    given_away: Counter[UUID] = Counter()
    for order in orders:
        if lot := chosen.get(order.order):
            assert lots[lot].campaign == order.campaign
            given_away[lot] += order.units
    left = {lot.lot: lot.units - given_away[lot.lot] for lot in lots.values()}
    assert min(left.values(), default=0) >= 0
    for order in orders:
        if order.order not in chosen:
            assert all(left[lot.lot] < order.units for lot in lots.values() if lot.campaign == order.campaign)
