"""Orders that nobody could serve, each with its own reason; and problems that are none."""

from dataclasses import replace
from typing import Any

import pytest

from evenhand.core.errors import Reason, Refused
from evenhand.core.routing import reach, waves
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import UnservedReason
from evenhand.core.routing.problem import FOREVER, PRIZE_MAX, Costs, Problem, Span
from tests.core.routing import towns

FINE = towns.order(2, units=3, grams=500, window=Span(0, 900))
CASES: dict[UnservedReason, dict[str, Any]] = {
    UnservedReason.NO_PLACE: {"place": None},
    UnservedReason.WINDOW_BEFORE_READY: {"ready_at": 901},
    UnservedReason.NO_STOCK: {"units": 1001},
    UnservedReason.NO_VEHICLE: {"depot": "e"},
    UnservedReason.OUT_OF_ZONE: {"needs": frozenset({"north"})},
    UnservedReason.TOO_HEAVY: {"grams": 501},
    UnservedReason.OUT_OF_RANGE: {"place": towns.at(3)},
    UnservedReason.TOO_LATE: {"window": Span(0, 399)},
}


def world(**changed: Any) -> Problem:
    bike = towns.bike(grams_max=500, range_m=4000)
    return towns.problem([replace(FINE, **changed)], [towns.depot(), towns.depot("e", 9)], [bike])


@pytest.mark.parametrize("reason", CASES)
def test_each_reason_is_found(reason: UnservedReason) -> None:
    assert [left.reason for left in reach.hopeless(Network(world(**CASES[reason])))] == [reason]


def test_a_fair_order_is_not_hopeless_and_every_reason_but_one_is_tried_here() -> None:
    assert reach.hopeless(Network(world())) == []
    assert CASES.keys() | {UnservedReason.NO_ROOM} == set(UnservedReason)


@pytest.mark.parametrize("shift", [Span(0, 799), Span(501, 9000)], ids=["home too late", "there too late"])
def test_a_shift_decides_what_is_late(shift: Span) -> None:
    late = replace(world(), vehicles=[towns.bike(shift=shift)])
    assert [left.reason for left in reach.hopeless(Network(late))] == [UnservedReason.TOO_LATE]


def test_a_broken_promise_is_no_reason_to_stay() -> None:
    [late] = waves.forgive_lateness(world(window=Span(5, 399), prize=7)).orders
    [kept] = waves.forgive_lateness(world()).orders
    assert (late.window, late.prize) == (Span(5), 14)
    assert kept == FINE


BAD: dict[str, tuple[str, Any]] = {
    "negative units": ("order o1.units", lambda: towns.order(1, units=-1)),
    "a prize too high": ("order o1.prize", lambda: towns.order(1, prize=PRIZE_MAX + 1)),
    "a window that ends before it starts": ("span", lambda: Span(2, 1)),
    "a window beyond all plans": ("span", lambda: Span(0, FOREVER + 1)),
    "negative stock": ("depot d.stock", lambda: towns.depot(stock=-1)),
    "a vehicle that carries nothing": ("vehicle v.parcels_max", lambda: towns.bike(parcels_max=0)),
    "a vehicle without range": ("vehicle v.range_m", lambda: towns.bike(range_m=0)),
    "a vehicle that lifts nothing": ("vehicle v.grams_max", lambda: towns.bike(grams_max=0)),
    "a negative price": ("costs.per_meter", lambda: Costs(per_meter=-1)),
    "an order twice": ("order o1", lambda: towns.problem([towns.order(1), towns.order(1)])),
    "an order of no depot": ("order o1.depot", lambda: towns.problem([towns.order(1, depot="x")])),
    "a vehicle of no depot": ("vehicle v.depot", lambda: towns.problem([], vehicles=[towns.bike(home="x")])),
    "a locked order there is not": ("vehicles.locked", lambda: towns.problem([], vehicles=[towns.bike(locked=("x",))])),
    "an order locked twice": (
        "locked order o1",
        lambda: towns.problem([towns.order(1)], vehicles=[towns.bike(locked=("o1", "o1"))]),
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_problem_that_is_none_is_refused_by_field(case: str) -> None:
    field, make = BAD[case]
    with pytest.raises(Refused) as refusal:
        make()
    assert (refusal.value.reason, refusal.value.field) == (Reason.INPUT_INVALID, field)
