"""The tables of moves: what they allow, and that nothing else is reachable."""

import pytest

from evenhand.core.lifecycle import ORDER, PARCEL, STOP, Lifecycle, OrderState, ParcelState, StopState

TABLES = [(ORDER, OrderState), (PARCEL, ParcelState), (STOP, StopState)]


@pytest.mark.parametrize(("table", "states"), TABLES)
def test_every_state_is_in_its_table_and_reachable(table: Lifecycle, states: type) -> None:
    assert set(table.moves) == set(states)
    first, *others = states
    assert table.before(first) == frozenset()
    assert all(table.before(state) for state in others)


@pytest.mark.parametrize(("table", "states"), TABLES)
def test_before_and_allows_say_the_same(table: Lifecycle, states: type) -> None:
    for source in states:
        for target in states:
            assert table.allows(source, target) == (source in table.before(target))


@pytest.mark.req("trust:S1")
@pytest.mark.parametrize(("table", "states"), TABLES)
def test_nothing_ever_comes_back_to_where_it_was(table: Lifecycle, states: type) -> None:
    def reachable(state: object, seen: frozenset[object]) -> frozenset[object]:
        for following in table.moves[state] - seen:
            seen = reachable(following, seen | {following})
        return seen

    assert all(state not in reachable(state, frozenset()) for state in states)


@pytest.mark.req("trust:I6")
def test_what_was_handed_over_stays_handed_over() -> None:
    assert ORDER.final() == {OrderState.HANDED_OVER, OrderState.CANCELLED, OrderState.BACK}
    assert PARCEL.final() == {ParcelState.HANDED_OVER, ParcelState.BACK, ParcelState.LOST}
    assert STOP.final() == {StopState.HANDED_OVER, StopState.FAILED, StopState.MOVED}


def test_nothing_is_cancelled_once_it_is_packed_but_what_is_lost_on_the_way() -> None:
    early = {OrderState.PLACED, OrderState.PAID, OrderState.ACCEPTED}
    assert ORDER.before(OrderState.CANCELLED) == early | {OrderState.OUT}
