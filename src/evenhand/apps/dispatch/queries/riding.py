"""Routes with their trips and stops."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from evenhand.apps.dispatch import models
from evenhand.core.lifecycle import StopState, WaveState
from evenhand.core.terms import Place

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
class Load:
    """Where trips load, if not at the outlet: `at` is a drop-off point's code, or the id of a rider who is met."""

    at: str
    place: Place


@dataclass(frozen=True, slots=True)
class Call:
    """A van's halt at a drop-off point: it brings parcels and e-bikes with riders, and waits for the last of them."""

    point: str
    place: Place
    arrives_at: datetime
    leaves_at: datetime
    parcels: int
    bikes: int


@dataclass(frozen=True, slots=True)
class Route:
    """A rider's part of a wave. A van that brings others has calls and no trips of its own."""

    id: UUID
    wave_id: UUID
    rider_id: UUID
    departs_at: datetime
    returns_at: datetime
    distance_m: int
    trips: Sequence[Trip]
    load: Load | None = None
    calls: Sequence[Call] = ()

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


def open_stop(*, city: str, parcel_id: UUID) -> Stop | None:
    """The stop at which a parcel is expected, planned or under way."""
    row = models.Stop.objects.filter(city=city, parcel_id=parcel_id, state__in=OPEN).first()
    return _stop(row, models.Route.objects.get(city=city, id=row.route_id)) if row else None


def under_way(*, city: str, outlet_id: UUID | None = None) -> list[Route]:
    """Every route of a wave under way, of an outlet or of the city; the first to leave first."""
    waves = models.Wave.objects.filter(city=city, state=WaveState.ACCEPTED)
    if outlet_id:
        waves = waves.filter(outlet_id=outlet_id)
    rows = models.Route.objects.filter(city=city, wave_id__in=waves.values("id"))
    return _routes(city, rows.order_by("departs_at", "id"))


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
    calls: defaultdict[UUID, list[Call]] = defaultdict(list)
    for call in models.Call.objects.filter(city=city, route_id__in=ids).order_by("number"):
        calls[call.route_id].append(_call(call))
    return [
        _route(row, [_trip(row, trip, stops[row.id, trip.number]) for trip in trips[row.id]], calls[row.id])
        for row in rows
    ]


def _route(row: models.Route, trips: Sequence[Trip], calls: Sequence[Call]) -> Route:
    return Route(
        id=row.id,
        wave_id=row.wave_id,
        rider_id=row.rider_id,
        departs_at=row.departs_at,
        returns_at=row.returns_at,
        distance_m=row.distance_m,
        trips=trips,
        load=_load(row),
        calls=calls,
    )


def _load(row: models.Route) -> Load | None:
    if row.loads_at is None or row.loads_lon is None or row.loads_lat is None:
        return None
    return Load(row.loads_at, Place(row.loads_lon, row.loads_lat))


def _call(row: models.Call) -> Call:
    return Call(row.point, Place(row.lon, row.lat), row.arrives_at, row.leaves_at, row.parcels, row.bikes)


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
