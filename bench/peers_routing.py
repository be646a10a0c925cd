"""Other people's solvers on the same problems, where they are installed: PyVRP, VROOM (pyvroom), OR-Tools.

Each gets what it knows of a problem: places, loads, windows, service times, one depot, one load. What it gives back
is judged by `evaluate` like our own.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from evenhand.core.routing import solver
from evenhand.core.routing.assemble import assemble
from evenhand.core.routing.budget import Progress
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.problem import Problem
from evenhand.core.terms import VehicleKind

type Solve = Callable[[Problem, float, int, Callable[[Progress], None]], Plan]


def pyvrp(problem: Problem, seconds: float, seed: int, look: Callable[[Progress], None]) -> Plan:
    """PyVRP as `core.routing.solver` asks it."""
    end = time.monotonic() + seconds
    return solver.solve(problem, seed=seed, should_stop=lambda: time.monotonic() >= end, progress=look)


def ortools(problem: Problem, seconds: float, seed: int, look: Callable[[Progress], None]) -> Plan:
    """OR-Tools with guided local search; windows of time and room."""
    routing, enums = (
        import_module("ortools.constraint_solver.pywrapcp"),
        import_module("ortools.constraint_solver.routing_enums_pb2"),
    )
    network = Network(problem)
    meters = network.meters(VehicleKind.CAR)
    orders, vehicles = [network.orders[name] for name in network.order_at], list(network.vehicles.values())
    manager = routing.RoutingIndexManager(len(meters), len(vehicles), 0)
    model = routing.RoutingModel(manager)
    way = model.RegisterTransitCallback(lambda a, b: meters[manager.IndexToNode(a)][manager.IndexToNode(b)])
    model.SetArcCostEvaluatorOfAllVehicles(way)
    loads = [0, *(order.parcels for order in orders)]
    load = model.RegisterUnaryTransitCallback(lambda a: loads[manager.IndexToNode(a)])
    model.AddDimensionWithVehicleCapacity(load, 0, [vehicle.parcels_max for vehicle in vehicles], True, "load")
    services = [0, *(order.service_s for order in orders)]
    moves = model.RegisterTransitCallback(
        lambda a, b: meters[manager.IndexToNode(a)][manager.IndexToNode(b)] + services[manager.IndexToNode(a)]
    )
    end = max(vehicle.shift.end for vehicle in vehicles)
    model.AddDimension(moves, end, end, False, "time")
    clock = model.GetDimensionOrDie("time")
    for number, order in enumerate(orders, 1):
        clock.CumulVar(manager.NodeToIndex(number)).SetRange(order.window.start, min(order.window.end, end))
    wish = routing.DefaultRoutingSearchParameters()
    wish.first_solution_strategy = enums.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    wish.local_search_metaheuristic = enums.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    wish.time_limit.FromMilliseconds(int(1000 * seconds))
    found = model.SolveWithParameters(wish)
    drafts: dict[str, list[list[str]]] = {}
    for number, vehicle in enumerate(vehicles if found else ()):
        index, trip = found.Value(model.NextVar(model.Start(number))), []
        while not model.IsEnd(index):
            trip.append(orders[manager.IndexToNode(index) - 1].id)
            index = found.Value(model.NextVar(index))
        drafts[vehicle.id] = [trip]
    return assemble(network, drafts)


def vroom(problem: Problem, seconds: float, seed: int, look: Callable[[Progress], None]) -> Plan:
    """VROOM at exploration level 5, stopped at the limit."""
    lib = import_module("vroom")
    network = Network(problem)
    table = network.table(VehicleKind.CAR)
    orders, vehicles = [network.orders[name] for name in network.order_at], list(network.vehicles.values())
    task = lib.Input()
    task.set_durations_matrix("car", table.seconds.astype("uint32"))
    task.set_costs_matrix("car", table.meters.astype("uint32"))
    for number, vehicle in enumerate(vehicles):
        task.add_vehicle(lib.Vehicle(number, start=0, end=0, capacity=[vehicle.parcels_max], profile="car"))
    for number, order in enumerate(orders, 1):
        window = [lib.TimeWindow(order.window.start, order.window.end)]
        task.add_job(lib.Job(number, number, delivery=[order.parcels], service=order.service_s, time_windows=window))
    told = task.solve(exploration_level=5, nb_threads=1, timeout=seconds).to_dict()
    return assemble(network, _of_vroom(told, [vehicle.id for vehicle in vehicles], [order.id for order in orders]))


def _of_vroom(told: Mapping[str, Any], vehicles: Sequence[str], orders: Sequence[str]) -> dict[str, list[list[str]]]:
    return {
        vehicles[route["vehicle"]]: [[orders[step["id"] - 1] for step in route["steps"] if step["type"] == "job"]]
        for route in told["routes"]
    }


def installed() -> list[Solve]:
    """Whoever is here."""
    known = {"pyvrp": pyvrp, "vroom": vroom, "ortools": ortools}
    return [solve for name, solve in known.items() if find_spec(name)]
