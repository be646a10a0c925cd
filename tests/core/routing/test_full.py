"""The search with all rules: lawful whatever comes, mostly the best there is, the same each time, true in its sums."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from evenhand.core.errors import Refused
from evenhand.core.routing.assemble import assemble, drafts_of
from evenhand.core.routing.budget import Iterations, never, untold
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Plan, UnservedReason
from evenhand.core.routing.planning import plan
from evenhand.core.routing.problem import Costs, Problem, Span
from evenhand.core.routing.reach import hopeless
from evenhand.core.routing.ruin import compiled, full, memory, rich
from evenhand.core.routing.ruin.cooling import Wish
from tests.core.routing import brute, towns

IN_PEACE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def search(problem: Problem, iterations: int = 300, seed: int = 1, **given: Any) -> tuple[full.Search, Plan]:
    """The search itself when it is over, and its plan, before anything could be mended."""
    network = Network(problem)
    left = hopeless(network)
    out = frozenset(each.order for each in left)
    if not network.order_at.keys() - out:
        reject()
    done = full.Search(network, seed, out, given.get("start", {}), given.get("stays", {}), given.get("sticky", 0))
    drafts = done.run(Wish(Iterations(iterations), never, untold))
    return done, assemble(network, drafts, left)


def planned(problem: Problem, iterations: int = 300) -> Plan:
    """Through the door; a start makes it take this search, however few orders there are."""
    return plan(problem, seed=1, budget=Iterations(iterations), start=Plan(()))


@pytest.mark.req("dispatch:G7")
@IN_PEACE
@given(towns.towns(), st.integers(0, 400))
def test_every_rule_is_kept_every_order_accounted_for_and_the_sum_is_the_judges(problem: Problem, count: int) -> None:
    done, made = search(problem, count)
    verdict = evaluate(problem, made)
    assert verdict.violations == ()
    told = sorted([stop.order for stop in made.stops()] + [left.order for left in made.unserved])
    assert told == sorted(order.id for order in problem.orders)
    unknown = sum(order.prize for order in problem.orders) - sum(order.prize for order in done.world.orders)
    out = {left.order for left in hopeless(Network(problem))}
    known_out = sum(order.prize for order in done.world.orders if order.id in out)
    assert done.board.now[memory.BEST] + unknown + known_out == verdict.cost
    assert done.cost() == done.board.now[memory.CUR]


@IN_PEACE
@given(towns.towns(), st.integers(0, 2**32 - 1))
def test_roads_may_be_as_crooked_as_they_like(problem: Problem, seed: int) -> None:
    crooked = replace(problem, travel=towns.crooked(problem, seed))
    assert evaluate(crooked, search(crooked)[1]).holds


@IN_PEACE
@given(towns.towns(), st.data())
def test_what_is_locked_begins_its_route_and_what_is_aboard_stays_alone(problem: Problem, data: st.DataObject) -> None:
    names = st.sampled_from([order.id for order in problem.orders])
    locked = tuple(data.draw(st.lists(names, min_size=1, max_size=2, unique=True)))
    departed = data.draw(st.booleans())
    first, *others = problem.vehicles
    world = replace(problem, vehicles=[replace(first, locked=locked, departed=departed), *others])
    try:
        made = planned(world)
    except Refused as refusal:
        assert refusal.field == f"vehicle {first.id}.locked"
    else:
        assert evaluate(world, made).holds
        assert tuple(stop.order for stop in made.routes[0].trips[0].stops)[: len(locked)] == locked


@settings(max_examples=10, deadline=None)
@given(towns.towns(), st.randoms(use_true_random=False))
def test_the_order_of_input_changes_nothing(problem: Problem, random: Any) -> None:
    def shuffled(parts: Any) -> list[Any]:
        return list(random.sample(list(parts), len(parts)))

    other = replace(
        problem,
        orders=shuffled(problem.orders),
        depots=shuffled(problem.depots),
        vehicles=shuffled(problem.vehicles),
    )
    assert planned(other) == planned(problem)


def test_no_plan_beats_the_best_and_most_reach_it() -> None:
    """Of five orders. Greedy strings are easily stuck there: up to `FEW` orders they begin where PyVRP ends."""
    gaps = []

    @settings(max_examples=60, deadline=None, derandomize=True, phases=[Phase.generate], database=None)
    @given(towns.towns(most=5, scarce=False))
    def compare(problem: Problem) -> None:
        gaps.append(evaluate(problem, planned(problem, 3000)).cost - brute.cheapest(problem))

    compare()
    assert min(gaps) == 0
    assert sum(gap > 0 for gap in gaps) <= 0.3 * len(gaps)


def test_a_trip_too_long_for_the_battery_is_split() -> None:
    orders = [towns.order(5, aside=aside, name=f"o{aside}") for aside in (-2, 2)]
    far = towns.problem(orders, vehicles=[towns.bike(range_m=14_000)])
    assert [len(route.trips) for route in planned(far).routes] == [2]
    assert len(planned(towns.problem(orders)).routes[0].trips) == 1


def test_stock_skills_and_working_time_bind() -> None:
    orders = [towns.order(mile, needs=frozenset({"cold"} if mile == 3 else ())) for mile in (1, 2, 3)]
    short = planned(towns.problem(orders, [towns.depot(stock=1)], [towns.bike(has=frozenset({"cold"}))]))
    assert {left.reason for left in short.unserved} == {UnservedReason.NO_STOCK}
    bare = planned(towns.problem(orders))
    assert [(left.order, left.reason) for left in bare.unserved] == [("o3", UnservedReason.OUT_OF_ZONE)]
    tired = planned(towns.problem([towns.order(1), towns.order(-1)], vehicles=[towns.bike(work_s=500)]))
    assert {left.reason for left in tired.unserved} == {UnservedReason.NO_ROOM}


def test_parcels_that_are_ready_later_make_a_later_trip() -> None:
    orders = [towns.order(1, window=Span(0, 300)), towns.order(-1, ready_at=5000)]
    made = planned(towns.problem(orders))
    assert [trip.departs_at for route in made.routes for trip in route.trips] == [100, 5000]


def test_the_way_home_is_not_the_way_to_the_depot() -> None:
    here = [towns.order(1), towns.order(2)]
    ends_there = towns.bike(home="d", shift=Span(0, 36_000), costs=Costs(per_meter=1))
    place = here[1].place
    made = planned(towns.problem(here, vehicles=[replace(ends_there, home=place)]))
    assert evaluate(towns.problem(here, vehicles=[replace(ends_there, home=place)]), made).cost == 2000


def test_a_change_of_hands_is_worth_no_more_than_it_costs() -> None:
    orders = [towns.order(mile) for mile in (-2, -1, 1, 2)]
    fleet = [towns.bike("v", parcels_max=2), towns.bike("w", parcels_max=2)]
    problem = towns.problem(orders, vehicles=fleet)
    crossed = {"v": [["o-1", "o1"]], "w": [["o-2", "o2"]]}
    stays = {"o-1": "v", "o1": "v", "o-2": "w", "o2": "w"}
    _, dear = search(problem, 2000, start=crossed, stays=stays, sticky=10**6)
    _, free = search(problem, 2000, start=crossed, stays=stays, sticky=1)
    assert {name: {x for trip in trips for x in trip} for name, trips in drafts_of(dear).items()} == {
        "v": {"o-1", "o1"},
        "w": {"o-2", "o2"},
    }
    assert evaluate(problem, free).cost < evaluate(problem, dear).cost


def test_a_wrong_sum_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: the comparison with the judge fails as soon as the board's numbers are off by one."""
    done, made = search(towns.problem([towns.order(1), towns.order(2)]))
    done.board.node[0, memory.WAY] += 1
    assert done.cost() == evaluate(towns.problem([towns.order(1), towns.order(2)]), made).cost + 1


def test_what_was_compiled_is_forgotten_when_any_file_of_the_package_changes(tmp_path: Path) -> None:
    (tmp_path / "kernel.py").write_text("from here import part")
    (tmp_path / "part.py").write_text("1")
    before = compiled.stamp(tmp_path)
    (tmp_path / "part.py").write_text("2")
    changed = compiled.stamp(tmp_path)
    (tmp_path / "beside.py").write_bytes(compiled.BESIDE)
    assert before != changed == compiled.stamp(tmp_path)
    sources = [file.read_bytes() for file in compiled.HERE.iterdir() if file.name.endswith(".py")]
    assert not any(compiled.BESIDE in source and b"compiled import" in source for source in sources)
    kernel: Any = rich.anneal
    assert kernel._cache._impl.locator.get_source_stamp() == compiled.stamp(compiled.HERE)


def test_two_seeds_are_two_plans_and_one_seed_one() -> None:
    drawn = np.random.default_rng(4).integers(-30, 30, (60, 2)).tolist()
    orders = [towns.order(x, f"o{number}", y, window=Span(0, 30_000)) for number, (x, y) in enumerate(drawn)]
    problem = towns.problem(orders, vehicles=[towns.bike(f"v{number:02d}", range_m=90_000) for number in range(20)])
    one, again, other = (search(problem, 2000, seed)[1] for seed in (1, 1, 2))
    assert one == again != other
