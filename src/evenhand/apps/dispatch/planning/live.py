"""When a rider cannot go on: others meet them and take the parcels over. What others carry already does not move.

The open stops of the rider who is out are a problem of their own, whose depot is where they are met; the others bring
what is left of their shift once they are through with their own routes.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from evenhand.apps.dispatch import queries, services
from evenhand.apps.dispatch.planning.near import Transaction, solve
from evenhand.apps.dispatch.queries import Route, Stop, Task, WaveKind, tasks
from evenhand.apps.dispatch.queries.riding import Load
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment.queries import Outlet
from evenhand.apps.journal.sockets import socket
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import StopState
from evenhand.core.routing import waves
from evenhand.core.routing.problem import Depot, Problem, Span, Vehicle
from evenhand.core.terms import Place

MEETING_S = 300
"""Seconds in which parcels go from one rider to another, each read out and counted."""
SECONDS = 1.0
"""Of search: somebody stands in the street and waits."""


def take_over(
    transaction: Transaction,
    *,
    city: str,
    rider_id: UUID,
    by: UUID,
    reason: services.Trouble,
    seconds: float = SECONDS,
    seed: int = 0,
) -> UUID | None:
    """Let others take over what a rider still carries; what nobody can take goes back to the outlet.

    Returns the wave of those who take over. None: nobody could, so all goes back. Refused: NOT_FOUND (no such rider on
    the road), WRONG_STATE (a stop was closed meanwhile: ask again).
    """
    with transaction(city) as at:
        task, stops = _task(city, at, rider_id)
    task = replace(task, problem=waves.forgive_lateness(task.problem))
    plan = solve(task.problem, seconds=seconds, seed=seed)
    with transaction(city) as at:
        return services.store_take_over(
            city=city, at=at, by=by, task=task, plan=plan, rider_id=rider_id, stops=stops, reason=reason
        )


def _task(city: str, at: datetime, rider_id: UUID) -> tuple[Task, list[Stop]]:
    rider = queries.rider(city=city, id=rider_id)
    route = queries.route_of(city=city, rider_id=rider_id)
    open_stops = _carried(city, route) if route else []
    outlet = fulfilment.outlet(city=city, id=rider.outlet_id) if rider else None
    if outlet is None or not open_stops or route is None:
        raise Refused(Reason.NOT_FOUND, "rider")
    place = _last_seen(city, route.stops) or (route.load.place if route.load else outlet.place)
    cards = queries.cards(city=city, stops=open_stops)
    parcels = fulfilment.parcels_by_id(city=city, ids=[stop.parcel_id for stop in open_stops])
    orders = [
        replace(tasks.order(at, parcels[card.stop.parcel_id], card.order.promised_by, card.place), depot=str(rider_id))
        for card in cards
    ]
    depot = Depot(str(rider_id), place, sum(order.units for order in orders), loading_s=MEETING_S)
    out = {str(rider_id), *(str(stop.rider_id) for stop in open_stops)}
    helpers = [helper for helper in _helpers(city, at, outlet, rider_id, place) if helper.id not in out]
    load = Load(str(rider_id), place)
    problem = Problem(orders, [depot], helpers, socket("maps"))
    return Task(outlet.id, at, problem, WaveKind.TAKEOVER, loads={depot.id: load}), open_stops


def _carried(city: str, route: Route) -> list[Stop]:
    """The open stops of a route; those of a van are its crew's."""
    points = {call.point for call in route.calls}
    together = queries.routes(city=city, wave_id=route.wave_id) if points else [route]
    own = [each for each in together if not points or (each.load and each.load.at in points)]
    return [stop for each in own for stop in each.stops if stop.state is StopState.OUT]


def _helpers(city: str, at: datetime, outlet: Outlet, rider_id: UUID, meeting: Place) -> list[Vehicle]:
    """The outlet's other riders, from when they can be at the meeting place; from there they end their shift."""
    found = []
    for vehicle in tasks.vehicles(city, at, outlet):
        if vehicle.bikes_max:
            continue
        table = socket("maps").table(vehicle.kind, [outlet.place], [meeting])
        start = vehicle.shift.start + int(table.seconds[0, 0])
        if start < vehicle.shift.end:
            found.append(replace(vehicle, depot=str(rider_id), shift=Span(start, vehicle.shift.end)))
    return found


def _last_seen(city: str, stops: Sequence[Stop]) -> Place | None:
    """The place of the last stop that is over."""
    over = [stop for stop in stops if stop.state in (StopState.HANDED_OVER, StopState.FAILED)]
    if not over:
        return None
    [card] = queries.cards(city=city, stops=over[-1:])
    return card.place
