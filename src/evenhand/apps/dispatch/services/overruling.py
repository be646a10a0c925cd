"""What a dispatcher decides while riders ride: each decision with a reason, written down with whose it was."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import F

from evenhand.apps.dispatch import models, queries
from evenhand.apps.dispatch.queries import Stop, Task
from evenhand.apps.dispatch.services import fleet, writing
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.ids import new_id
from evenhand.core import events
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import StopState, WaveState
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.plan import Plan


class Trouble(StrEnum):
    """Why a rider cannot go on."""

    VEHICLE_BROKEN = "vehicle_broken"
    ACCIDENT = "accident"
    UNWELL = "unwell"
    UNREACHABLE = "unreachable"


class Urgency(StrEnum):
    """Why a stop comes before others."""

    PROMISE_AT_RISK = "promise_at_risk"
    RESIDENT_LEAVES = "resident_leaves"
    VULNERABLE = "vulnerable"


class Preference(StrEnum):
    """Why a far wave goes another way than the one that compares best."""

    VAN_NEEDED_ELSEWHERE = "van_needed_elsewhere"
    ROAD_CLOSED = "road_closed"
    RIDERS_TIRED = "riders_tired"


def override(*, city: str, at: datetime, kind: str, subject: UUID, reason: StrEnum, by: UUID) -> None:
    """Write a decision down."""
    models.Override.objects.create(city=city, id=new_id(), kind=kind, subject=subject, reason=reason, by=by, at=at)


def put_next(*, city: str, at: datetime, stop_id: UUID, by: UUID, reason: Urgency) -> None:
    """Let a rider go to this stop first. Those before it come after it, in their order.

    Refused: NOT_FOUND, WRONG_STATE (the stop is not open).
    """
    stop = queries.stop(city=city, id=stop_id)
    if stop is None:
        raise Refused(Reason.NOT_FOUND, "stop")
    same_trip = models.Stop.objects.filter(city=city, route_id=stop.route_id, trip=stop.trip, state=StopState.OUT)
    before = list(same_trip.order_by("position").select_for_update())
    if stop_id not in {row.id for row in before}:
        raise Refused(Reason.WRONG_STATE, "stop", state=stop.state)
    first = before[0].position
    _move_to(city, stop, first)
    override(city=city, at=at, kind="put_next", subject=stop_id, reason=reason, by=by)


def _move_to(city: str, stop: Stop, first: int) -> None:
    """Through positions that nobody has: a place may be taken by one stop at any moment."""
    route = models.Stop.objects.filter(city=city, route_id=stop.route_id)
    aside = 10_000
    route.filter(id=stop.id).update(position=aside)
    for row in route.filter(position__gte=first, position__lt=stop.position).order_by("-position"):
        route.filter(id=row.id).update(position=F("position") + 1)
    route.filter(id=stop.id).update(position=first)


def store_take_over(
    *,
    city: str,
    at: datetime,
    by: UUID,
    task: Task,
    plan: Plan,
    rider_id: UUID,
    stops: Sequence[Stop],
    reason: Trouble,
) -> UUID | None:
    """Move a rider's open stops to those who take over; what the plan leaves out goes back. Ends the rider's shift.

    Returns the wave of those who take over; None: there are none. Refused: INPUT_INVALID (the judge finds fault),
    WRONG_STATE (a stop was closed meanwhile).
    """
    verdict = evaluate(task.problem, plan)
    if not verdict.holds:
        raise Refused(Reason.INPUT_INVALID, "plan", rules=sorted({each.rule for each in verdict.violations}))
    moved = models.Stop.objects.filter(city=city, id__in=[stop.id for stop in stops], state=StopState.OUT)
    if moved.update(state=StopState.MOVED) != len(stops):
        raise Refused(Reason.WRONG_STATE, "stops")
    wave_id = _under_way(city, at, by, task, plan) if plan.routes else None
    left = [UUID(unserved.order) for unserved in plan.unserved]
    fulfilment.mark_returning(city=city, parcel_ids=left)
    fleet.end_shift(city=city, at=at, rider_id=rider_id)
    override(city=city, at=at, kind="take_over", subject=rider_id, reason=reason, by=by)
    fact = events.RiderReplaced(rider_id, reason, verdict.served, [str(stop.parcel_id) for stop in stops])
    journal.record(city=city, at=at, events=[fact])
    return wave_id


def _under_way(city: str, at: datetime, by: UUID, task: Task, plan: Plan) -> UUID:
    """Nobody has to let it leave: the parcels are out already."""
    wave_id = writing.write(city=city, at=at, by=by, task=task, plan=plan, verdict=evaluate(task.problem, plan))
    accepted = {"state": WaveState.ACCEPTED, "accepted_at": at, "accepted_by": by}
    models.Wave.objects.filter(city=city, id=wave_id).update(**accepted)
    routes = models.Route.objects.filter(city=city, wave_id=wave_id).values("id")
    models.Stop.objects.filter(city=city, route_id__in=routes).update(state=StopState.OUT)
    return wave_id
