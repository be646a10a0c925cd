"""Waves: a plan is stored, accepted or discarded; its stops close one by one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from evenhand.apps.dispatch import models, queries
from evenhand.apps.dispatch.queries import Stop, Task
from evenhand.apps.dispatch.services import writing
from evenhand.apps.fulfilment import queries as fulfilment_read
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.journal import services as journal
from evenhand.core import events, lifecycle
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import ParcelState, StopState, WaveState
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.plan import Plan


def store_plan(*, city: str, at: datetime, by: UUID, task: Task, plan: Plan) -> UUID:
    """Store a plan as a wave, with the reasons of the parcels it leaves out. Returns the wave's id.

    The world may have moved on while the plan was made, so it is looked at again. Refused: INPUT_INVALID (the judge
    finds fault with the plan), WRONG_STATE (a parcel or rider is taken by another wave: plan again).
    """
    verdict = evaluate(task.problem, plan)
    if not verdict.holds:
        raise Refused(Reason.INPUT_INVALID, "plan", rules=sorted({each.rule for each in verdict.violations}))
    _check_riders(city, task, plan)
    _check_parcels(city, [UUID(stop.order) for stop in plan.stops() if stop.order not in task.calls])
    wave_id = writing.write(city=city, at=at, by=by, task=task, plan=plan, verdict=verdict)
    journal.record(city=city, at=at, events=[events.WavePlanned(wave_id, verdict.served - len(task.calls))])
    return wave_id


def accept_wave(*, city: str, at: datetime, wave_id: UUID, by: UUID) -> None:
    """Let a planned wave leave: its parcels are out from now on.

    Refused: NOT_FOUND, WRONG_STATE (the wave is not only planned any more, or a parcel of it is gone).
    """
    _advance(city, wave_id, WaveState.ACCEPTED, accepted_at=at, accepted_by=by)
    stops = _stops(city, wave_id)
    parcels = fulfilment_read.parcels_by_id(city=city, ids=[stop.parcel_id for stop in stops])
    left = fulfilment.take_out(city=city, at=at, parcel_ids=list(parcels))
    if len(left) != len(stops):
        raise Refused(Reason.WRONG_STATE, "parcels", missing=len(stops) - len(left))
    models.Stop.objects.filter(city=city, id__in=[stop.id for stop in stops]).update(state=StopState.OUT)
    facts = [events.ParcelDispatched(s.parcel_id, str(parcels[s.parcel_id].order_id), str(s.id)) for s in stops]
    journal.record(city=city, at=at, events=facts)
    if not stops:
        _advance(city, wave_id, WaveState.DONE)


def discard_wave(*, city: str, at: datetime, wave_id: UUID) -> None:
    """Drop a plan that was not accepted; its parcels and riders are free again. Refused: NOT_FOUND, WRONG_STATE."""
    _advance(city, wave_id, WaveState.DISCARDED)
    routes = [route.id for route in queries.routes(city=city, wave_id=wave_id)]
    models.Stop.objects.filter(city=city, route_id__in=routes).delete()
    models.Trip.objects.filter(city=city, route_id__in=routes).delete()
    models.Call.objects.filter(city=city, route_id__in=routes).delete()
    models.Route.objects.filter(city=city, id__in=routes).delete()
    journal.record(city=city, at=at, events=[events.WaveDiscarded(wave_id)])


def close_stop(*, city: str, at: datetime, stop_id: UUID, state: StopState) -> None:
    """A visit is over: HANDED_OVER or FAILED. Refused: NOT_FOUND, WRONG_STATE.

    The wave is not touched: a row that all its riders would wait for. `finish_waves` looks at it, through flow.
    """
    stop = models.Stop.objects.filter(city=city, id=stop_id)
    if not stop.filter(state__in=lifecycle.STOP.before(state)).update(state=state):
        found = stop.first()
        raise Refused(Reason.WRONG_STATE, "stop", state=found.state) if found else Refused(Reason.NOT_FOUND, "stop")


def close_stops(*, city: str, parcel_ids: Sequence[UUID]) -> None:
    """These parcels are on no road any more: whatever stop of theirs is still open has failed."""
    models.Stop.objects.filter(city=city, parcel_id__in=parcel_ids, state=StopState.OUT).update(state=StopState.FAILED)


def finish_waves(*, city: str, parcel_ids: Sequence[UUID]) -> None:
    """Of the waves that carry these parcels, those without an open stop are done."""
    routes = models.Stop.objects.filter(city=city, parcel_id__in=parcel_ids).values("route_id")
    waves = models.Route.objects.filter(city=city, id__in=routes).values_list("wave_id", flat=True).distinct()
    for wave_id, counts in queries.progress(city=city, wave_ids=list(waves)).items():
        if not counts[StopState.PLANNED] + counts[StopState.OUT]:
            accepted = models.Wave.objects.filter(city=city, id=wave_id, state=WaveState.ACCEPTED)
            accepted.update(state=WaveState.DONE)


def _check_riders(city: str, task: Task, plan: Plan) -> None:
    """Locks the outlet's riders, so that of two plans for one outlet the second sees what the first stored."""
    list(models.Rider.objects.filter(city=city, outlet_id=task.outlet_id).order_by("id").select_for_update())
    starts = {UUID(v.id): task.zero + timedelta(seconds=v.shift.start) for v in task.problem.vehicles}
    busy = queries.busy_until(city=city, rider_ids=[UUID(route.vehicle) for route in plan.routes])
    if any(until > starts[rider] for rider, until in busy.items()):
        raise Refused(Reason.WRONG_STATE, "riders")


def _check_parcels(city: str, parcel_ids: Sequence[UUID]) -> None:
    parcels = fulfilment_read.parcels_by_id(city=city, ids=parcel_ids)
    packed = {parcel.id for parcel in parcels.values() if parcel.state is ParcelState.PACKED}
    if packed != set(parcel_ids) or queries.with_open_stop(city=city, parcel_ids=parcel_ids):
        raise Refused(Reason.WRONG_STATE, "parcels")


def _advance(city: str, wave_id: UUID, to: WaveState, **changes: Any) -> None:
    wave = models.Wave.objects.filter(city=city, id=wave_id)
    if not wave.filter(state__in=lifecycle.WAVE.before(to)).update(state=to, **changes):
        raise Refused(Reason.WRONG_STATE if wave.exists() else Reason.NOT_FOUND, "wave")


def _stops(city: str, wave_id: UUID) -> list[Stop]:
    return [stop for route in queries.routes(city=city, wave_id=wave_id) for stop in route.stops]
