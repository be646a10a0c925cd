"""Large plans in parts: routes that lie together are improved together, in several passes, each cut another way.

A part is a problem of its own: some routes' orders and vehicles, and a share of what is free. So parts can be worked
on at once, by processes or machines, and each fits into a processor's cache.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from evenhand.core.routing import reach
from evenhand.core.routing.assemble import assemble, drafts_of, known
from evenhand.core.routing.budget import Budget, Iterations, Progress, never, untold
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Plan, Unserved
from evenhand.core.routing.problem import Problem, Vehicle
from evenhand.core.routing.ruin import full, search
from evenhand.core.routing.ruin.cooling import Curve, Wish

WHOLE = 2500
"""Orders up to which a plan is made as one."""

PART = 1200
"""Orders in a part, about."""

PASSES = 5
"""How often the plan is cut into parts."""

SPARE = 4
"""Unused vehicles that a part gets, besides a tenth of its own."""

TURN = 2.399963
"""Radians by which each pass turns its cuts: the golden angle, so that no cut comes again soon."""

Drafts = dict[str, list[list[str]]]
Rows = NDArray[Any]
Task = TypeVar("Task")
Answer = TypeVar("Answer")


class Executor(Protocol):
    """Whoever works on parts."""

    workers: int

    def map(self, work: "Callable[[Task], Answer]", tasks: Sequence[Task]) -> Iterable[Answer]:
        """The answers, in the order of the tasks. Work and tasks can be sent elsewhere."""


class InTurn:
    """One part after the other, here."""

    workers = 1

    def map(self, work: Callable[[Task], Answer], tasks: Sequence[Task]) -> Iterable[Answer]:
        """One by one, each when it is asked for."""
        return map(work, tasks)


@dataclass(frozen=True, slots=True)
class Part:
    """What one worker is told: a problem, the drafts as they are, how long, how hot."""

    problem: Problem
    drafts: Drafts
    seed: int
    budget: Budget
    share: float
    curve: Curve


@dataclass(frozen=True, slots=True)
class Answered:
    """What a worker says: the drafts now, and by how many points they are better."""

    drafts: Drafts
    gain: int


def plan(
    problem: Problem, *, seed: int, wish: Wish, start: Plan | None = None, executor: Executor | None = None
) -> Plan | None:
    """A plan made in parts. The same seed and iterations give the same plan, whoever works. None: no first plan."""
    network, executor = Network(problem), executor or InTurn()
    hopeless = [] if search.is_plain(problem) else reach.hopeless(network)
    drafts = known(network, drafts_of(start)) if start else _first(network, hopeless, seed)
    if drafts is None:
        return None
    made = assemble(network, drafts, hopeless)
    whole = _Whole(network, drafts_of(made), frozenset(left.order for left in hopeless), evaluate(problem, made).cost)
    wish.progress(Progress(0, whole.cost))
    for turn in range(PASSES):
        whole.improve(turn, seed, wish, executor)
    return assemble(network, whole.drafts, hopeless)


def _first(network: Network, hopeless: Sequence[Unserved], seed: int) -> Drafts | None:
    """A first plan: what a search has before its first iteration."""
    wish = Wish(Iterations(0), never, untold)
    if search.is_plain(network.problem):
        routes = search.search(network, seed=seed, wish=wish)
        return None if routes is None else _named(list(network.vehicles), routes)
    return full.search(network, seed=seed, wish=wish, out=frozenset(left.order for left in hopeless))


def _named(vehicles: Sequence[str], routes: Sequence[list[str]]) -> Drafts:
    return {vehicle: [route] for vehicle, route in zip(vehicles, routes, strict=False)}


class _Whole:
    """The plan between passes."""

    def __init__(self, network: Network, drafts: Drafts, out: frozenset[str], cost: int) -> None:
        self.network, self.drafts, self.out, self.cost = network, drafts, out, cost
        self.done = 0

    def improve(self, turn: int, seed: int, wish: Wish, executor: Executor) -> None:
        """One pass over all parts."""
        groups = self._groups(turn)
        curve = Curve(start=turn / PASSES, end=(turn + 1) / PASSES)
        share = min(executor.workers, len(groups)) / len(groups) / PASSES
        if isinstance(wish.budget, Iterations):
            share = 1 / len(groups) / PASSES
        parts = [
            Part(
                problem,
                {v.id: self.drafts.get(v.id, []) for v in problem.vehicles},
                seed + turn,
                wish.budget,
                share,
                curve,
            )
            for problem in self._problems(groups)
        ]
        if wish.should_stop():
            return
        for answered in executor.map(work, parts):
            self.drafts.update(answered.drafts)
            self.cost -= answered.gain
            self.done += 1
            wish.progress(Progress(self.done, self.cost))
            if wish.should_stop():
                break

    def _groups(self, turn: int) -> list[list[str]]:
        """Vehicles with routes, those together whose routes lie together, about `PART` orders in each."""
        used = [vehicle for vehicle in self.network.vehicles if any(self.drafts.get(vehicle, ()))]
        weights = np.array([sum(map(len, self.drafts[vehicle])) for vehicle in used])
        centers = np.array([self._center(vehicle) for vehicle in used])
        count = max(1, ceil(weights.sum() / PART))
        return [[used[index] for index in group] for group in bisect(centers, weights, count, turn * TURN)]

    def _center(self, vehicle: str) -> tuple[float, float]:
        places = [self.network.orders[name].place for trip in self.drafts[vehicle] for name in trip]
        points = np.array([(place.lon, place.lat) for place in places if place])
        return float(points[:, 0].mean()), float(points[:, 1].mean())

    def _problems(self, groups: Sequence[Sequence[str]]) -> list[Problem]:
        """Each group's orders and vehicles, with its share of what is free: vehicles, stock, orders that are out."""
        fleet = self._fleet(groups)
        orders = self._orders(groups)
        stock = self._stock(orders, fleet)
        return [
            replace(
                self.network.problem,
                orders=[self.network.orders[name] for name in orders[number]],
                depots=[replace(depot, stock=stock[number][depot.id]) for depot in self.network.depots.values()],
                vehicles=fleet[number],
            )
            for number in range(len(groups))
        ]

    def _fleet(self, groups: Sequence[Sequence[str]]) -> list[list[Vehicle]]:
        busy = {vehicle for group in groups for vehicle in group}
        spare = [vehicle for name, vehicle in self.network.vehicles.items() if name not in busy]
        own = [[self.network.vehicles[name] for name in group] for group in groups]
        return [
            [*vehicles, *spare[number :: len(groups)][: SPARE + len(vehicles) // 10]]
            for number, vehicles in enumerate(own)
        ]

    def _orders(self, groups: Sequence[Sequence[str]]) -> list[list[str]]:
        served = [[name for vehicle in group for trip in self.drafts[vehicle] for name in trip] for group in groups]
        known = {name for names in served for name in names} | self.out
        absent = [order for order in self.network.orders.values() if order.id not in known and order.place]
        if absent:
            centers = np.array([np.mean([self._center(vehicle) for vehicle in group], axis=0) for group in groups])
            places = np.array([(order.place.lon, order.place.lat) for order in absent if order.place])
            nearest = ((places[:, None, :] - centers[None]) ** 2).sum(axis=2).argmin(axis=1)
            for order, group in zip(absent, nearest.tolist(), strict=True):
                served[group].append(order.id)
        return served

    def _stock(self, orders: Sequence[Sequence[str]], fleet: Sequence[Sequence[Vehicle]]) -> list[dict[str, int]]:
        """By group and depot what its routes take, and an even share of the rest."""
        taken: list[Counter[str]] = [Counter() for _ in fleet]
        for number, vehicles in enumerate(fleet):
            for vehicle in vehicles:
                names = [name for trip in self.drafts.get(vehicle.id, ()) for name in trip]
                taken[number][vehicle.depot] += sum(self.network.orders[name].units for name in names)
        rest = {name: depot.stock - sum(t[name] for t in taken) for name, depot in self.network.depots.items()}
        return [{name: took[name] + max(0, rest[name]) // len(fleet) for name in rest} for took in taken]


def bisect(centers: Rows, weights: Rows, count: int, angle: float) -> list[list[int]]:
    """Rows in `count` groups of about the same weight: cut across a direction, then each half across the other."""

    def cut(rows: Rows, parts: int, turned: float) -> list[list[int]]:
        if parts == 1 or len(rows) < 2:
            return [sorted(rows.tolist())] if len(rows) else []
        left = parts // 2
        along = centers[rows] @ np.array([np.cos(turned), np.sin(turned)])
        ranked = rows[np.argsort(along, kind="stable")]
        upto = np.cumsum(weights[ranked])
        middle = max(1, min(len(ranked) - 1, int(np.searchsorted(upto, upto[-1] * left / parts))))
        return cut(ranked[:middle], left, turned + np.pi / 2) + cut(ranked[middle:], parts - left, turned + np.pi / 2)

    return cut(np.arange(len(weights)), count, angle)


def work(part: Part) -> Answered:
    """Improve a part. Runs wherever the executor likes."""
    network = Network(part.problem)
    costs: list[int] = []

    def note(progress: Progress) -> None:
        if progress.cost is not None:
            costs.append(progress.cost)

    wish = Wish(part.budget.part(part.share), never, note, part.curve)
    if search.is_plain(part.problem):
        before = [trip for trips in part.drafts.values() for trip in trips]
        routes = search.search(network, seed=part.seed, wish=wish, start=before) or before
        drafts: Drafts = {name: [] for name in part.drafts}
        drafts |= _named(list(part.drafts), routes)
    else:
        drafts = full.search(network, seed=part.seed, wish=wish, start=part.drafts)
    return Answered(drafts, costs[0] - costs[-1] if costs else 0)
