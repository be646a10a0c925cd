"""A network in the terms of the rich search: numbered nodes with their facts, and nothing by name."""

# Runs in Python: nothing here is compiled.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evenhand.core.routing.network import Network
from evenhand.core.routing.problem import FOREVER, Order, Vehicle
from evenhand.core.routing.ruin.ground import ground
from evenhand.core.routing.ruin.memory import Ground, Ints, Longs
from evenhand.core.routing.ruin.near import nearest, nearest_by_table, nearest_in_time
from evenhand.core.routing.ruin.rules import CLOCKED, CLOSE, FACTS, OPEN, SERVICE, Rules
from evenhand.core.routing.travel import Formulaic
from evenhand.core.terms import VehicleKind

NEIGHBORS = 100
"""Neighbors kept for each visit."""

WIDELY = 1000
"""Neighbors by way among whom those by time are looked for."""

NO_BOUND = 1 << 40

TRIPS = 24
"""Trips of a vehicle that are looked at, where nothing else bounds them."""


@dataclass(frozen=True, slots=True)
class World:
    """What a rich search needs. `orders` and `vehicles` are in the order of their numbers."""

    orders: Sequence[Order]
    vehicles: Sequence[Vehicle]
    depots: Sequence[str]
    ground: Ground
    rules: Rules
    near: Ints
    home: Ints
    trips: int


def world(network: Network, out: frozenset[str], stays: Mapping[str, str], sticky: int) -> World:
    """All located orders but those that are `out`. `stays`: who brought an order so far; `sticky`: the points that it
    costs if somebody else does now."""
    orders = [network.orders[name] for name in network.order_at if name not in out]
    vehicles = list(network.vehicles.values())
    kinds = sorted({vehicle.kind for vehicle in vehicles})
    pools = [_pool(vehicle, len(orders)) for vehicle in vehicles]
    places = [network.places[network.order_at[order.id]] for order in orders]
    rest = sorted(
        {network.depot_at[v.depot] for v in vehicles}
        | {network.begins_at(v) for v in vehicles}
        | {network.ends_at(v) for v in vehicles}
    )
    place_of = {number: row for row, number in enumerate(rest, start=len(orders))}
    land = ground(network.travel, kinds, places + [network.places[number] for number in rest])
    rules = Rules(
        node=_nodes(network, orders, vehicles, pools, place_of, stays),
        prize=np.array([order.prize for order in orders], dtype=np.int64),
        car=_cars(network, vehicles, kinds, pools),
        may=_may(network, orders, vehicles),
        **_kinds(vehicles),
        flags=_flags(network, orders, vehicles, sticky),
    )
    near = _near(land, len(orders), rules)
    return World(
        orders, vehicles, list(network.depots), land, rules, near, _home(land, len(orders), network, rules), sum(pools)
    )


def _pool(vehicle: Vehicle, orders: int) -> int:
    return max(1, min(vehicle.trips_max or TRIPS, orders))


def _nodes(
    network: Network,
    orders: Sequence[Order],
    vehicles: Sequence[Vehicle],
    pools: Sequence[int],
    place_of: Mapping[int, int],
    stays: Mapping[str, str],
) -> Ints:
    number = {vehicle.id: index for index, vehicle in enumerate(vehicles)}
    rows: list[tuple[int, ...]] = [
        (
            index, order.window.start, order.window.end, order.service_s, order.parcels, order.grams, order.bikes,
            order.units, order.ready_at, number.get(stays.get(order.id, ""), -1),
        )
        for index, order in enumerate(orders)
    ]  # fmt: skip
    begins, ends = [], []
    for vehicle, pool in zip(vehicles, pools, strict=True):
        depot, under_way = network.depots[vehicle.depot], vehicle.departed and bool(vehicle.locked)
        at, start = place_of[network.depot_at[depot.id]], place_of[network.begins_at(vehicle)]
        loading = (at, depot.hours.start, depot.hours.end, depot.loading_s)
        rows += [(start, 0, FOREVER, 0) if under_way and trip == 0 else loading for trip in range(pool)]
        latest = vehicle.shift.start if under_way else vehicle.shift.end
        begins.append((start if under_way else at, vehicle.shift.start, latest, 0))
        last = min(vehicle.shift.end, depot.hours.end)
        ends.append((place_of[network.ends_at(vehicle)], 0, last, 0))
    facts = np.zeros((len(rows) + 2 * len(vehicles), FACTS), np.int32)
    for row, values in enumerate([*rows, *begins, *ends]):
        facts[row, : len(values)] = values
    return facts


def _cars(network: Network, vehicles: Sequence[Vehicle], kinds: Sequence[VehicleKind], pools: Sequence[int]) -> Longs:
    upto = np.cumsum(pools)
    kind_of, class_of = _numbered(map(_alike, vehicles)), _numbered(map(_serves, vehicles))
    rows = [
        (
            kinds.index(vehicle.kind), vehicle.costs.per_meter, vehicle.costs.per_second, vehicle.costs.start,
            vehicle.parcels_max, vehicle.grams_max or NO_BOUND, vehicle.bikes_max or NO_BOUND,
            vehicle.range_m or NO_BOUND, vehicle.work_s or NO_BOUND, network.depot_at[vehicle.depot],
            upto[index] - pools[index], upto[index], kind_of[index], class_of[index],
        )
        for index, vehicle in enumerate(vehicles)
    ]  # fmt: skip
    return np.array(rows, dtype=np.int64)


def _alike(vehicle: Vehicle) -> object:
    return replace(vehicle, id="")


def _serves(vehicle: Vehicle) -> object:
    return vehicle.depot, vehicle.has


def _numbered(values: "map[object]") -> list[int]:
    known: dict[object, int] = {}
    return [known.setdefault(value, len(known)) for value in values]


def _kinds(vehicles: Sequence[Vehicle]) -> dict[str, Ints]:
    numbers = np.array(_numbered(map(_alike, vehicles)))
    counts = np.bincount(numbers)
    return {
        "kinds": np.argsort(numbers, kind="stable").astype(np.int32),
        "kind_from": np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
    }


def _may(network: Network, orders: Sequence[Order], vehicles: Sequence[Vehicle]) -> NDArray[np.uint8]:
    """Whether somebody of a class (columns) may serve a visit (rows). The few distinct wishes are looked at once."""
    classes = list(dict.fromkeys((vehicle.depot, vehicle.has) for vehicle in vehicles))
    rows: dict[tuple[str | None, frozenset[str]], list[bool]] = {}
    for order in orders:
        wish = (order.depot, order.needs)
        if wish not in rows:
            rows[wish] = [order.needs <= has and network.may_serve(depot, order) for depot, has in classes]
    return np.array([rows[order.depot, order.needs] for order in orders], dtype=np.uint8)


def _flags(network: Network, orders: Sequence[Order], vehicles: Sequence[Vehicle], sticky: int) -> Longs:
    hours = [(v.shift.start, v.shift.end) for v in vehicles] + [
        (d.hours.start, d.hours.end) for d in network.depots.values()
    ]
    windows = [(order.window.start, order.window.end) for order in orders]
    ready = any(order.ready_at for order in orders)
    timed = any(vehicle.costs.per_second or vehicle.work_s for vehicle in vehicles)
    clocked = timed or ready or any(span != (0, FOREVER) for span in hours + windows)
    weighed = any(v.grams_max or v.bikes_max for v in vehicles)
    many = any(v.trips_max != 1 for v in vehicles)
    even = isinstance(network.travel, Formulaic)
    unit = min(vehicle.costs.per_meter for vehicle in vehicles)
    return np.array([clocked, timed, ready, many, weighed, sticky, len(orders), unit, even], dtype=np.int64)


def _near(land: Ground, visits: int, rules: Rules) -> Ints:
    """Neighbors, by way, and by time where that matters."""
    count = max(1, min(NEIGHBORS, visits - 1))
    many = max(1, min(WIDELY, visits - 1)) if rules.flags[CLOCKED] else count
    if len(land.points) > 1:
        near = nearest(np.ascontiguousarray(land.points[:visits]), many, land)
    else:
        near = nearest_by_table(land.meters[0, :visits, :visits], many)
    spans = rules.node[:visits, [OPEN, CLOSE, SERVICE]]
    return nearest_in_time(near, land, spans, count) if rules.flags[CLOCKED] else near


def _home(land: Ground, visits: int, network: Network, rules: Rules) -> Ints:
    """Meters from each visit to the nearest depot."""
    depots = sorted({int(row[0]) for row in rules.node[visits:]})
    home = np.full(visits, np.iinfo(np.int32).max, np.int64)
    for depot in depots:
        if land.dense:
            home = np.minimum(home, land.meters[0, depot, :visits])
        else:
            chord = np.sqrt(((land.points[:visits] - land.points[depot]) ** 2).sum(axis=1))
            way = 2 * np.arcsin(np.minimum(chord / 2, 1.0)) if land.sphere else chord
            home = np.minimum(home, np.floor(land.factor * way + land.shift).astype(np.int64))
    return home.astype(np.int32)
