"""The haversine adapter against distances that anybody can look up, and against the laws of distance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.adapters.maps.haversine import DETOUR, Haversine
from evenhand.core.terms import Place, VehicleKind

BIKE = VehicleKind.E_BIKE
_place = st.builds(Place, st.floats(100, 110), st.floats(25, 35))


def test_a_degree_of_the_equator_and_of_a_meridian_is_a_360th_of_the_circle() -> None:
    straight = Haversine(detour=1)
    table = straight.table(BIKE, [Place(0, 0)], [Place(1, 0), Place(0, 1), Place(180, 0)])
    assert table.meters.tolist() == [[111_196, 111_196, 20_015_115]]


def test_seconds_follow_the_vehicle_and_meters_the_detour() -> None:
    origin, there = [Place(106.63, 30.46)], [Place(106.63, 30.47)]
    straight = Haversine(detour=1).table(BIKE, origin, there).meters[0, 0]
    table = Haversine().table(BIKE, origin, there)
    assert table.meters[0, 0] == pytest.approx(DETOUR * straight, abs=2)
    assert table.seconds[0, 0] == -(-table.meters[0, 0] // 5)
    assert Haversine().table(VehicleKind.CAR, origin, there).seconds[0, 0] < table.seconds[0, 0]


@given(st.lists(_place, min_size=1, max_size=5), st.lists(_place, min_size=1, max_size=5))
def test_a_pair_gets_the_same_figures_whatever_is_asked_with_it(
    origins: list[Place], destinations: list[Place]
) -> None:
    table = Haversine().table(BIKE, origins, destinations)
    assert table.meters.shape == table.seconds.shape == (len(origins), len(destinations))
    assert table.meters.dtype == np.int64
    alone = Haversine().table(BIKE, origins[-1:], destinations[:1])
    assert (table.meters[-1, 0], table.seconds[-1, 0]) == (alone.meters[0, 0], alone.seconds[0, 0])
    assert Haversine().table(BIKE, destinations, origins).meters.T.tolist() == table.meters.tolist()


@given(_place)
def test_here_is_no_way_off(place: Place) -> None:
    table = Haversine().table(BIKE, [place], [place])
    assert (table.meters[0, 0], table.seconds[0, 0]) == (0, 0)


def test_no_places_no_figures() -> None:
    assert Haversine().table(BIKE, [], []).meters.shape == (0, 0)
