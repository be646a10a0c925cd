"""Routes with their trips and stops."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from evenhand.apps.dispatch import models
from evenhand.core.lifecycle import StopState, WaveState

OPEN = (StopState.PLANNED, StopState.OUT)


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit to hand over one parcel. `position` counts from 1 through the whole route."""

    id: UUID
    route_id: UUID
    rider_id: UUID
    parcel_id: UUID
    trip: int
    position: int
    arrives_at: datetime
    state: StopState


@dataclass(frozen=True, slots=True)
class Trip:
    """One outing from the outlet and back, loaded by `departs_at`."""

    number: int
    departs_at: datetime
    returns_at: datetime
    stops: Sequence[Stop]


@dataclass(frozen=True, slots=True)
class Route:
    """A rider's part of a wave."""

    id: UUID
    wave_id: UUID
    rider_id: UUID
    departs_at: datetime
    returns_at: datetime
    distance_m: int
    trips: Sequence[Trip]

    @property
    def stops(self) -> list[Stop]:
        """All stops in the order of visits."""
        return [stop for trip in self.trips for stop in trip.stops]


def stop(*, city: str, id: UUID) -> Stop | None:
    """One stop."""
    row = models.Stop.objects.filter(city=city, id=id).first()
    return _stop(row, models.Route.objects.get(city=city, id=row.route_id)) if row else None


def routes(*, city: str, wave_id: UUID) -> list[Route]:
    """A wave's routes, the first to leave first."""
    return _routes(city, models.Route.objects.filter(city=city, wave_id=wave_id).order_by("departs_at", "id"))


def route_of(*, city: str, rider_id: UUID) -> Route | None:
    """The route a rider is on: of those accepted, the first with an open stop, else the last."""
    under_way = (WaveState.ACCEPTED, WaveState.DONE)
    waves = models.Wave.objects.filter(city=city, state__in=under_way).values("id")
    mine = models.Route.objects.filter(city=city, rider_id=rider_id, wave_id__in=waves).order_by("departs_at")
    of_mine = models.Stop.objects.filter(city=city, route_id__in=mine.values("id"), state=StopState.OUT)
    row = mine.filter(id__in=of_mine.values("route_id")).first() or mine.last()
    return _routes(city, [row])[0] if row else None


def with_open_stop(*, city: str, parcel_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these parcels that are in a plan already."""
    stops = models.Stop.objects.filter(city=city, parcel_id__in=parcel_ids, state__in=OPEN)
    return set(stops.values_list("parcel_id", flat=True))


def _routes(city: str, found: Iterable[models.Route]) -> list[Route]:
    rows = list(found)
    ids = [row.id for row in rows]
    trips: defaultdict[UUID, list[models.Trip]] = defaultdict(list)
    for trip in models.Trip.objects.filter(city=city, route_id__in=ids).order_by("number"):
        trips[trip.route_id].append(trip)
    stops: defaultdict[tuple[UUID, int], list[models.Stop]] = defaultdict(list)
    for each in models.Stop.objects.filter(city=city, route_id__in=ids).order_by("position"):
        stops[each.route_id, each.trip].append(each)
    return [_route(row, [_trip(row, trip, stops[row.id, trip.number]) for trip in trips[row.id]]) for row in rows]


def _route(row: models.Route, trips: Sequence[Trip]) -> Route:
    return Route(row.id, row.wave_id, row.rider_id, row.departs_at, row.returns_at, row.distance_m, trips)


def _trip(route: models.Route, row: models.Trip, stops: Iterable[models.Stop]) -> Trip:
    return Trip(row.number, row.departs_at, row.returns_at, [_stop(each, route) for each in stops])


def _stop(row: models.Stop, route: models.Route) -> Stop:
    return Stop(
        id=row.id,
        route_id=row.route_id,
        rider_id=route.rider_id,
        parcel_id=row.parcel_id,
        trip=row.trip,
        position=row.position,
        arrives_at=row.arrives_at,
        state=StopState(row.state),
    )
