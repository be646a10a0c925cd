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
    _check_parcels(city, [UUID(stop.order) for stop in plan.stops()])
    wave_id = writing.write(city=city, at=at, by=by, task=task, plan=plan, verdict=verdict)
    journal.record(city=city, at=at, events=[events.WavePlanned(wave_id, verdict.served)])
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
    _finish(city, wave_id)


def discard_wave(*, city: str, at: datetime, wave_id: UUID) -> None:
    """Drop a plan that was not accepted; its parcels and riders are free again. Refused: NOT_FOUND, WRONG_STATE."""
    _advance(city, wave_id, WaveState.DISCARDED)
    routes = [route.id for route in queries.routes(city=city, wave_id=wave_id)]
    models.Stop.objects.filter(city=city, route_id__in=routes).delete()
    models.Trip.objects.filter(city=city, route_id__in=routes).delete()
    models.Route.objects.filter(city=city, id__in=routes).delete()
    journal.record(city=city, at=at, events=[events.WaveDiscarded(wave_id)])


def close_stop(*, city: str, at: datetime, stop_id: UUID, state: StopState) -> None:
    """A visit is over: HANDED_OVER or FAILED. The wave is done with its last stop. Refused: NOT_FOUND, WRONG_STATE."""
    stop = queries.stop(city=city, id=stop_id)
    if stop is None:
        raise Refused(Reason.NOT_FOUND, "stop")
    still = models.Stop.objects.filter(city=city, id=stop_id, state__in=lifecycle.STOP.before(state))
    if not still.update(state=state):
        raise Refused(Reason.WRONG_STATE, "stop", state=stop.state)
    _finish(city, models.Route.objects.get(city=city, id=stop.route_id).wave_id)


def close_stops(*, city: str, at: datetime, parcel_ids: Sequence[UUID]) -> None:
    """These parcels are on no road any more: whatever stop of theirs is still open has failed."""
    for stop in models.Stop.objects.filter(city=city, parcel_id__in=parcel_ids, state=StopState.OUT):
        close_stop(city=city, at=at, stop_id=stop.id, state=StopState.FAILED)


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


def _finish(city: str, wave_id: UUID) -> None:
    """Call the wave done if no stop of it is open. Locked, so that the last two stops don't wait for each other."""
    models.Wave.objects.select_for_update().get(city=city, id=wave_id)
    counts = queries.progress(city=city, wave_ids=[wave_id])[wave_id]
    if not counts[StopState.PLANNED] + counts[StopState.OUT]:
        _advance(city, wave_id, WaveState.DONE)
