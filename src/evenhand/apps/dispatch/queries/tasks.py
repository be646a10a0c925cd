"""What a wave has to plan, as a routing problem: the packed parcels of an outlet and the riders who are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID
from zoneinfo import ZoneInfo

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities
from evenhand.apps.dispatch.queries import doors, fleet, riding
from evenhand.apps.dispatch.queries.fleet import Rider, Shift
from evenhand.apps.dispatch.queries.planned import WaveKind
from evenhand.apps.dispatch.queries.riding import Load
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment.queries import Outlet, Parcel
from evenhand.apps.journal.sockets import socket
from evenhand.apps.orders import queries as orders_read
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import ParcelState
from evenhand.core.policy.supply import DropOff
from evenhand.core.routing import waves
from evenhand.core.routing.problem import Depot, Order, Problem, Span, Vehicle
from evenhand.core.terms import Place, VehicleKind, Way

SERVICE_S = 120
"""Seconds at a door: ring, wait at arm's length, check the code."""

LOADING_S = 300
"""Seconds at the outlet before each trip."""

SOON_S = 3600
"""Who is on the road for longer than this is waited for only where nobody else is there."""

PER_METER = {VehicleKind.E_BIKE: 1, VehicleKind.CAR: 3, VehicleKind.VAN: 4}
"""Cost points of a meter, so that ways by different vehicles can be compared: an assumption, in e-bike meters."""


@dataclass(frozen=True, slots=True)
class Task:
    """A problem whose seconds count from `zero`; its orders are parcels, its vehicles riders, by their ids as text.

    Orders named in `calls` are no parcels but a van's halts at drop-off points, by the point's code. `loads`: where
    vehicles load, by their depot, if not at the outlet. `options`: what the other ways to do it would have cost.
    """

    outlet_id: UUID
    zero: datetime
    problem: Problem
    kind: WaveKind = WaveKind.NEAR
    calls: Mapping[str, str] = field(default_factory=dict)
    loads: Mapping[str, Load] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Pool:
    """Far orders of an outlet, and all that could bring them: its depot, its vehicles, the drop-off points."""

    outlet_id: UUID
    zero: datetime
    depot: Depot
    orders: Sequence[Order]
    vehicles: Sequence[Vehicle]
    points: Sequence[DropOff]


def task(*, city: str, at: datetime, outlet_id: UUID, parcels_max: int = waves.MOST) -> Task:
    """The outlet's most urgent sector of packed parcels that are in no plan yet and go to no far district.

    Refused: NOT_FOUND (outlet), NOT_YET (nothing is packed).
    """
    outlet = _outlet(city, outlet_id)
    sectors = waves.sectors(_orders(city, at, outlet, far=False), outlet.place, parcels_max)
    if not sectors:
        raise Refused(Reason.NOT_YET, "parcels")
    chosen = min(sectors, key=lambda sector: min(order.window.end for order in sector))
    near = [vehicle for vehicle in vehicles(city, at, outlet) if vehicle.bikes_max is None]
    near = [vehicle for vehicle in near if vehicle.shift.start <= SOON_S] or near
    return Task(outlet.id, at, Problem(chosen, [depot(city, at, outlet, chosen)], near, socket("maps")))


def pool(*, city: str, at: datetime, outlet_id: UUID, parcels_max: int = waves.MOST) -> Pool:
    """The outlet's packed parcels that go to far districts and are in no plan yet, the most urgent first.

    Refused: NOT_FOUND (outlet), NOT_YET (nothing is pooled).
    """
    outlet = _outlet(city, outlet_id)
    pooled = sorted(_orders(city, at, outlet, far=True), key=lambda order: (order.window.end, order.id))[:parcels_max]
    if not pooled:
        raise Refused(Reason.NOT_YET, "parcels")
    points = {
        point.code: point for policy in campaigns.campaigns(city=city) for point in policy.policy.dispatch.drop_off
    }
    home = depot(city, at, outlet, pooled)
    return Pool(outlet.id, at, home, pooled, vehicles(city, at, outlet), list(points.values()))


def pooled(*, city: str, at: datetime, outlet_id: UUID) -> int:
    """How many packed parcels of an outlet wait for a far wave."""
    return len(_orders(city, at, _outlet(city, outlet_id), far=True))


def depot(city: str, at: datetime, outlet: Outlet, orders: Sequence[Order]) -> Depot:
    """The outlet with the stock of these orders."""
    return Depot(
        id=str(outlet.id),
        place=outlet.place,
        stock=sum(order.units for order in orders),
        hours=_hours(at, outlet, ZoneInfo(cities.city(city).timezone)),
        loading_s=LOADING_S,
    )


def vehicles(city: str, at: datetime, outlet: Outlet) -> list[Vehicle]:
    """Riders whose shift is not over before they are back from the road. Of two shifts the nearer one counts."""
    riders = {rider.id: rider for rider in fleet.riders(city=city, outlet_id=outlet.id)}
    busy = fleet.busy_until(city=city, rider_ids=list(riders))
    nearest: dict[UUID, Shift] = {}
    for shift in fleet.shifts(city=city, at=at, rider_ids=list(riders)):
        nearest.setdefault(shift.rider_id, shift)
    free = {rider: max(at, shift.starts_at, busy.get(rider, at)) for rider, shift in nearest.items()}
    return [
        _vehicle(riders[rider], Span(ceil((free[rider] - at).total_seconds()), _whole_seconds(shift.ends_at - at)))
        for rider, shift in nearest.items()
        if free[rider] + timedelta(seconds=1) < shift.ends_at
    ]


def order(at: datetime, parcel: Parcel, promised_by: datetime, place: Place | None) -> Order:
    """A parcel as an order to be brought from its outlet."""
    return Order(
        id=str(parcel.id),
        place=place,
        units=parcel.units,
        depot=str(parcel.outlet_id),
        window=Span(0, max(0, _whole_seconds(promised_by - at))),
        service_s=SERVICE_S,
    )


def _outlet(city: str, outlet_id: UUID) -> Outlet:
    outlet = fulfilment.outlet(city=city, id=outlet_id)
    if outlet is None:
        raise Refused(Reason.NOT_FOUND, "outlet")
    return outlet


def _orders(city: str, at: datetime, outlet: Outlet, *, far: bool) -> list[Order]:
    packed = fulfilment.parcels(city=city, outlet_id=outlet.id, state=ParcelState.PACKED)
    planned = riding.with_open_stop(city=city, parcel_ids=[parcel.id for parcel in packed])
    placed = orders_read.orders(city=city, ids=[parcel.order_id for parcel in packed if parcel.id not in planned])
    to_bring = {each.id: each for each in placed if each.way is Way.HOME and _is_far(city, each) is far}
    places = doors.places_of(city=city, orders=list(to_bring.values()))
    return [
        order(at, parcel, to_bring[parcel.order_id].promised_by, places.get(parcel.order_id))
        for parcel in packed
        if parcel.order_id in to_bring
    ]


def _is_far(city: str, placed: orders_read.Order) -> bool:
    release = campaigns.release(city=city, id=placed.release_id)
    return placed.district in release.policy.service_area.far


def _vehicle(rider: Rider, shift: Span) -> Vehicle:
    return Vehicle(
        id=str(rider.id),
        kind=rider.vehicle,
        depot=str(rider.outlet_id),
        shift=shift,
        parcels_max=rider.parcels_max,
        range_m=rider.range_m,
        bikes_max=rider.bikes_max,
    )


def _hours(at: datetime, outlet: Outlet, zone: ZoneInfo) -> Span:
    """When the outlet is open today, or tomorrow if it has closed."""
    today = at.astimezone(zone).date()
    closes_at = datetime.combine(today, outlet.closes, zone)
    if closes_at <= at:
        closes_at = datetime.combine(today + timedelta(days=1), outlet.closes, zone)
    opens_at = datetime.combine(closes_at.date(), outlet.opens, zone)
    return Span(max(0, ceil((opens_at - at).total_seconds())), _whole_seconds(closes_at - at))


def _whole_seconds(length: timedelta) -> int:
    return length // timedelta(seconds=1)
