"""Files as problems: what they say is what is planned, and a bad one is told by line and field."""

import pytest

from evenhand.adapters.maps.haversine import Haversine
from evenhand.core.routing import timetable
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.formats import table, vroom, vrplib
from evenhand.core.routing.formats.bad_file import BadFile
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Plan
from tests.core.routing.test_solver import solve

SQUARE = """NAME : square
TYPE : CVRP
DIMENSION : 5
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 2
NODE_COORD_SECTION
1 0 0
2 3 4
3 3 -4
4 -3 4
5 -3 -4
DEMAND_SECTION
1 0
2 1
3 1
4 1
5 1
DEPOT_SECTION
1
-1
EOF
"""
SQUARE_SOLUTION = "Route #1: 1 3\nRoute #2: 2 4\nCost 32\n"

TABLE = """row,id,lon,lat,units,parcels,opens,closes,service,depot,kind,range
depot,shop,106.60,30.40,9,,,,60,,,
vehicle,bike,,,,2,0,9000,,shop,e_bike,30000
order,a,106.61,30.41,1,1,,5000,120,,,
order,lost,,,1,1,,,120,,,
"""

VROOM = """{
 "vehicles": [{"id": 1, "start": [106.6, 30.4], "end": [106.6, 30.4], "capacity": [2], "time_window": [0, 9000]}],
 "jobs": [
  {"id": 7, "location": [106.61, 30.41], "delivery": [1], "service": 60},
  {"id": 8, "location": [106.59, 30.41], "delivery": [1], "time_windows": [[0, 8000]], "priority": 10}
 ]
}
"""


def test_a_published_solution_costs_what_it_says() -> None:
    problem = vrplib.problem(SQUARE)
    routes, told = vrplib.best_known(SQUARE_SOLUTION)
    network = Network(problem)
    fitted = [
        route
        for vehicle, draft in zip(network.vehicles.values(), routes, strict=False)
        if (route := timetable.fit(network, vehicle, draft))
    ]
    verdict = evaluate(problem, Plan(fitted))
    assert (verdict.cost, verdict.holds) == (told, True)
    assert vrplib.solution(Plan(fitted), verdict.cost) == SQUARE_SOLUTION


def test_windows_and_service_are_scaled_as_distances_are() -> None:
    text = SQUARE.replace("CVRP", "VRPTW").replace("DEPOT_SECTION", "TIME_WINDOW_SECTION\n2 1 9\nDEPOT_SECTION")
    order = vrplib.problem(text.replace("CAPACITY : 2", "CAPACITY : 2\nSERVICE_TIME : 3")).orders[0]
    assert (order.window.start, order.window.end, order.service_s) == (10, 90, 30)


def test_a_table_is_planned_and_says_who_is_left_out() -> None:
    problem = table.problem(TABLE, Haversine())
    rows = table.table(solve(problem)).splitlines()
    assert rows[1].startswith("bike,1,a,")
    assert rows[2] == ",,lost,,,,no_place"


def test_a_vroom_file_is_planned() -> None:
    problem = vroom.problem(VROOM, Haversine())
    plan = solve(problem)
    assert {stop.order for stop in plan.stops()} == {"7", "8"}
    assert '"unassigned": 0' in vroom.solution(plan, evaluate(problem, plan))


def test_a_matrix_of_durations_is_the_cost() -> None:
    text = '{"vehicles": [{"id": 1, "start_index": 0, "end_index": 0}], "jobs": [{"id": 2, "location_index": 1}],'
    problem = vroom.problem(text + '"matrices": {"car": {"durations": [[0, 30], [12, 0]]}}}', Haversine())
    assert evaluate(problem, solve(problem)).cost == 42


BAD: dict[str, tuple[object, str, int, str]] = {
    "a word for a number": (vrplib.problem, SQUARE.replace("4 -3 4", "4 -3 north"), 10, "NODE_COORD_SECTION"),
    "a demand below zero": (vrplib.problem, SQUARE.replace("3 1\n", "3 -1\n"), 15, "DEMAND_SECTION"),
    "a node without demand": (vrplib.problem, SQUARE.replace("5 1\n", ""), 12, "DEMAND_SECTION"),
    "a section nobody knows": (vrplib.problem, SQUARE.replace("DEPOT_", "DEPORT_"), 18, "DEPORT_SECTION"),
    "no capacity": (vrplib.problem, SQUARE.replace("CAPACITY : 2\n", ""), 1, "CAPACITY"),
    "no depot": (vrplib.problem, SQUARE.replace("\n1\n-1", "\n-1"), 18, "DEPOT_SECTION"),
    "a column nobody knows": (table.problem, TABLE.replace("units", "unites"), 1, "unites"),
    "a latitude beyond the pole": (table.problem, TABLE.replace("30.41", "95"), 4, "lon, lat"),
    "a fraction of a unit": (table.problem, TABLE.replace("a,106.61,30.41,1", "a,106.61,30.41,1.5"), 4, "units"),
    "a depot nobody knows": (table.problem, TABLE.replace(",shop,e_bike", ",shed,e_bike"), 3, "vehicle bike.depot"),
    "an order twice": (table.problem, TABLE.replace("lost", "a"), 5, "order a"),
    "a window that ends first": (table.problem, TABLE.replace(",,5000,", ",6000,5000,"), 4, "span"),
    "a row of no sort": (table.problem, TABLE.replace("order,lost", "odour,lost"), 5, "row"),
    "broken JSON": (vroom.problem, VROOM.replace('"jobs": [', '"jobs": '), 4, "column 60"),
    "a service below zero": (vroom.problem, VROOM.replace('"service": 60', '"service": -1'), 4, "jobs[0].service"),
    "a field nobody knows": (vroom.problem, VROOM.replace("priority", "pickup"), 5, "jobs[1].pickup"),
    "a place that is none": (vroom.problem, VROOM.replace("[106.59, 30.41]", "[106.59]"), 5, "jobs[1].location"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_told_by_line_and_field(case: str) -> None:
    read, text, line, field = BAD[case]
    with pytest.raises(BadFile) as bad:
        read(text) if read is vrplib.problem else read(text, Haversine())  # type: ignore[operator]  # both are readers
    if case == "broken JSON":
        assert bad.value.line >= 4
    else:
        assert (bad.value.line, bad.value.field) == (line, field)
