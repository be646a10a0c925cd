"""A wave as files for other tools: who goes where and when. A parcel is its label; no file says whose door it is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.dispatch.queries import Card, Route
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web import states
from evenhand.web.kit import doors, files
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit


@dataclass(frozen=True, slots=True)
class Row:
    """A stop of a rider's trip."""

    rider: str
    trip: int
    card: Card

    @property
    def arrives_at(self) -> datetime:
        return self.card.stop.arrives_at


COLUMNS: tuple[Column[Row], ...] = (
    Column("rider", _("Rider"), lambda row: row.rider),
    Column("trip", _("Trips"), lambda row: row.trip, "number"),
    Column("stop", _("Stop"), lambda row: row.card.stop.position, "number"),
    Column("label", _("Label"), lambda row: row.card.label),
    Column("about", _("About"), lambda row: row.arrives_at),
    Column("promised", _("Promised by"), lambda row: row.card.order.promised_by),
    Column("state", _("State"), lambda row: states.state(row.card.stop.state.value).word),
)


@doors.open_to(Role.DISPATCHER)
def table(visit: Visit, wave: UUID) -> HttpResponse:
    """Stop by stop, for a spreadsheet."""
    rows = [row for route in _routes(visit, wave) for row in _rows(visit, route)]
    return files.csv_of(f"wave-{wave}", COLUMNS, rows, visit.request.GET.dict())


@doors.open_to(Role.DISPATCHER)
def vroom(visit: Visit, wave: UUID) -> HttpResponse:
    """Routes in the form of VROOM's answers (its API, "Output"): a step's time is seconds since 1970 in UTC."""
    found = _routes(visit, wave)
    routes = [_vroom(visit, route) for route in found]
    left = dispatch.unserved(city=visit.slug, wave_id=wave)
    labels = fulfilment.parcels_by_id(city=visit.slug, ids=list(left))
    unassigned = [
        {"id": number, "type": "job", "description": f"{labels[id].label}: {left[id]}"}
        for number, id in enumerate(left, 1)
    ]
    meters = sum(route.distance_m for route in found)
    summary = {"routes": len(routes), "unassigned": len(left), "distance": meters}
    response = JsonResponse({"code": 0, "summary": summary, "unassigned": unassigned, "routes": routes})
    response.headers["Content-Disposition"] = f'attachment; filename="wave-{wave}.json"'
    return response


def _routes(visit: Visit, wave: UUID) -> list[Route]:
    if dispatch.wave(city=visit.slug, id=wave) is None:
        raise Refused(Reason.NOT_FOUND, "wave")
    return dispatch.routes(city=visit.slug, wave_id=wave)


def _rows(visit: Visit, route: Route) -> list[Row]:
    member = cities.staff_member(city=visit.slug, staff_id=route.rider_id)
    trip_of = {stop.id: number for number, trip in enumerate(route.trips, 1) for stop in trip.stops}
    cards = dispatch.cards(city=visit.slug, stops=route.stops)
    return [Row(member.name if member else "", trip_of[card.stop.id], card) for card in cards]


def _vroom(visit: Visit, route: Route) -> dict[str, object]:
    jobs = [
        {"type": "job", "id": row.card.stop.position, "description": row.card.label, "arrival": _s(row.arrives_at)}
        for row in _rows(visit, route)
    ]
    start, end = {"type": "start", "arrival": _s(route.departs_at)}, {"type": "end", "arrival": _s(route.returns_at)}
    return {"vehicle": str(route.rider_id), "distance": route.distance_m, "steps": [start, *jobs, end]}


def _s(at: datetime) -> int:
    return int(at.timestamp())
