"""Sectors: everybody in one, none too large, neighbors together, and the same in whatever sequence orders come."""

from itertools import pairwise
from math import atan2, tau

from hypothesis import given
from hypothesis import strategies as st

from evenhand.core.routing import waves
from evenhand.core.routing.problem import Order
from tests.core.routing import towns

OUTLET = towns.at(0)
_place = st.none() | st.tuples(st.integers(-9, 9), st.integers(-9, 9))
_orders = st.lists(_place, max_size=40).map(
    lambda places: [
        towns.order(None if place is None else place[0], f"o{number}", place[1] if place else 0)
        for number, place in enumerate(places)
    ]
)


@given(_orders, st.integers(1, 12))
def test_everybody_is_in_one_sector_and_sectors_are_nearly_equal(orders: list[Order], most: int) -> None:
    sectors = waves.sectors(orders, OUTLET, most)
    sizes = [len(sector) for sector in sectors]
    assert sorted(order.id for sector in sectors for order in sector) == sorted(order.id for order in orders)
    assert all(0 < size <= most for size in sizes)
    assert not sizes or max(sizes) - min(sizes) <= 1
    assert len(sectors) == -(-len(orders) // most)


@given(_orders, st.randoms(use_true_random=False))
def test_the_sequence_of_orders_changes_nothing(orders: list[Order], random: object) -> None:
    shuffled = random.sample(orders, len(orders))  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert waves.sectors(shuffled, OUTLET, 5) == waves.sectors(orders, OUTLET, 5)


def test_a_sector_is_a_slice_of_the_circle_cut_where_nobody_lives() -> None:
    ring = [towns.order(5, f"e{aside}", aside) for aside in (-2, -1, 1, 2)]
    ring += [towns.order(-5, f"w{aside}", aside) for aside in (1, 2)]
    sectors = waves.sectors(ring, OUTLET, 3)
    assert [sorted(order.id for order in sector) for sector in sectors] == [["e-1", "e-2", "e1"], ["e2", "w1", "w2"]]
    bearings = [atan2(o.place.lat, o.place.lon) % tau for o in sectors[1] if o.place]
    assert all(after - before < tau / 2 for before, after in pairwise(sorted(bearings)))
