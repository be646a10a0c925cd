"""Who brings which order now: as many as can be, and those at the least meters in all, whatever is taken off before."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.core.routing.assign import assign
from evenhand.core.routing.problem import Problem
from tests.core.routing import towns


@pytest.mark.req("dispatch:G9")
@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(1, 4), st.integers(1, 4))
def test_no_other_choice_serves_more_or_drives_less(data: st.DataObject, orders: int, riders: int) -> None:
    miles = st.integers(-9, 9)
    asked = [towns.order(data.draw(miles), f"o{number}", data.draw(miles)) for number in range(orders)]
    starts = [data.draw(miles) for _ in range(riders)]
    ranges = [data.draw(st.sampled_from([None, 8_000, 16_000])) for _ in range(riders)]
    fleet = [
        towns.bike(f"v{number}", departed=True, start=towns.at(start), range_m=most)
        for number, (start, most) in enumerate(zip(starts, ranges, strict=True))
    ]
    places = [towns.at(0), *map(towns.at, starts), *(order.place for order in asked if order.place)]
    world = Problem(asked, [towns.depot()], fleet, towns.ground(places))

    def meters(order: int, rider: int) -> int | None:
        place, most = asked[order].place, ranges[rider]
        assert place
        way = 2 * round(100_000 * (abs(place.lon) + abs(place.lat)))
        return None if most is not None and way > most else way + 1000 * abs(starts[rider])

    def worth(pairs: list[tuple[int, int]]) -> tuple[int, int]:
        known = [way for pair in pairs if (way := meters(*pair)) is not None]
        return -len(known), sum(known)

    if orders <= riders:
        choices = [list(zip(range(orders), row, strict=True)) for row in permutations(range(riders), orders)]
    else:
        choices = [list(zip(row, range(riders), strict=True)) for row in permutations(range(orders), riders)]
    chosen = [(int(order[1:]), int(rider[1:])) for order, rider in assign(world).items()]
    assert worth(chosen) == min(map(worth, choices))
    assert len(chosen) == -worth(chosen)[0]
