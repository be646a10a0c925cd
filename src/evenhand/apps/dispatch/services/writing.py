"""A checked plan as rows: the only module that turns a plan's seconds and texts into times and ids."""

from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from evenhand.apps.dispatch import models
from evenhand.apps.dispatch.queries import Figures, Task
from evenhand.apps.journal.ids import new_id
from evenhand.core.lifecycle import StopState, WaveState
from evenhand.core.routing import plan as routing
from evenhand.core.routing.evaluate import Verdict, evaluate
from evenhand.core.routing.plan import Plan


def write(*, city: str, at: datetime, by: UUID, task: Task, plan: Plan, verdict: Verdict) -> UUID:
    """Store the wave with all that belongs to it. Returns its id."""
    wave = models.Wave(
        city=city,
        id=new_id(),
        outlet_id=task.outlet_id,
        state=WaveState.PLANNED,
        planned_at=at,
        planned_by=by,
        distance_m=verdict.meters,
        figures=asdict(_figures(task, plan, verdict)),
        kind=task.kind,
        options={"figures": task.options, "chosen": task.chosen} if task.options else {},
    )
    wave.save(force_insert=True)
    for route in plan.routes:
        _write_route(wave, task, route)
    models.Unserved.objects.bulk_create(
        models.Unserved(city=city, wave_id=wave.id, parcel_id=UUID(left.order), reason=left.reason)
        for left in plan.unserved
    )
    return wave.id


def _figures(task: Task, plan: Plan, verdict: Verdict) -> Figures:
    return Figures(
        served=verdict.served - len(task.calls),
        unserved=len(plan.unserved),
        routes=len(plan.routes),
        trips=sum(len(route.trips) for route in plan.routes),
        seconds=verdict.seconds,
        cost=verdict.cost,
    )


def _write_route(wave: models.Wave, task: Task, route: routing.Route) -> None:
    def time(seconds: int) -> datetime:
        return task.zero + timedelta(seconds=seconds)

    load = task.loads.get(next(each.depot for each in task.problem.vehicles if each.id == route.vehicle))
    row = models.Route(
        city=wave.city,
        id=new_id(),
        wave_id=wave.id,
        rider_id=UUID(route.vehicle),
        departs_at=time(route.trips[0].departs_at),
        returns_at=time(route.trips[-1].returns_at),
        distance_m=evaluate(task.problem, Plan([route])).meters,
        loads_at=load.at if load else None,
        loads_lon=load.place.lon if load else None,
        loads_lat=load.place.lat if load else None,
    )
    row.save(force_insert=True)
    _write_calls(row, task, route)
    models.Trip.objects.bulk_create(
        models.Trip(
            city=wave.city,
            route_id=row.id,
            number=number,
            departs_at=time(trip.departs_at),
            returns_at=time(trip.returns_at),
        )
        for number, trip in enumerate(route.trips, start=1)
    )
    _write_stops(row, task, route)


def _write_stops(row: models.Route, task: Task, route: routing.Route) -> None:
    position = count(1)
    models.Stop.objects.bulk_create(
        models.Stop(
            city=row.city,
            id=new_id(),
            route_id=row.id,
            parcel_id=UUID(stop.order),
            trip=number,
            position=next(position),
            arrives_at=task.zero + timedelta(seconds=stop.arrives_at),
            state=StopState.PLANNED,
        )
        for number, trip in enumerate(route.trips, start=1)
        for stop in trip.stops
        if stop.order not in task.calls
    )


def _write_calls(row: models.Route, task: Task, route: routing.Route) -> None:
    halts = {order.id: order for order in task.problem.orders if order.id in task.calls}
    stops = [stop for trip in route.trips for stop in trip.stops if stop.order in halts]
    models.Call.objects.bulk_create(
        models.Call(
            city=row.city,
            route_id=row.id,
            number=number,
            point=task.calls[stop.order],
            lon=task.loads[task.calls[stop.order]].place.lon,
            lat=task.loads[task.calls[stop.order]].place.lat,
            arrives_at=task.zero + timedelta(seconds=stop.arrives_at),
            leaves_at=task.zero + timedelta(seconds=stop.departs_at),
            parcels=halts[stop.order].parcels,
            bikes=halts[stop.order].bikes,
        )
        for number, stop in enumerate(stops, start=1)
    )
