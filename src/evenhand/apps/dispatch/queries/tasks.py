"""What a wave has to plan, as a routing problem: the packed parcels of an outlet and the riders who are there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID
from zoneinfo import ZoneInfo

from evenhand.apps.cities import queries as cities
from evenhand.apps.dispatch.queries import doors, fleet, riding
from evenhand.apps.dispatch.queries.fleet import Rider, Shift
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment.queries import Outlet, Parcel
from evenhand.apps.journal.sockets import socket
from evenhand.apps.orders import queries as orders
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import ParcelState
from evenhand.core.routing import waves
from evenhand.core.routing.problem import Depot, Order, Problem, Span, Vehicle
from evenhand.core.terms import Place, Way

SERVICE_S = 120
"""Seconds at a door: ring, wait at arm's length, check the code."""

LOADING_S = 300
"""Seconds at the outlet before each trip."""


@dataclass(frozen=True, slots=True)
class Task:
    """A problem whose seconds count from `zero`; its orders are parcels, its vehicles riders, by their ids as text."""

    outlet_id: UUID
    zero: datetime
    problem: Problem


def task(*, city: str, at: datetime, outlet_id: UUID, parcels_max: int = waves.MOST) -> Task:
    """The outlet's most urgent sector of packed parcels that are in no plan yet.

    Refused: NOT_FOUND (outlet), NOT_YET (nothing is packed).
    """
    outlet = fulfilment.outlet(city=city, id=outlet_id)
    if outlet is None:
        raise Refused(Reason.NOT_FOUND, "outlet")
    sectors = waves.sectors(_orders(city, at, outlet), outlet.place, parcels_max)
    if not sectors:
        raise Refused(Reason.NOT_YET, "parcels")
    chosen = min(sectors, key=lambda sector: min(order.window.end for order in sector))
    depot = Depot(
        id=str(outlet.id),
        place=outlet.place,
        stock=sum(order.units for order in chosen),
        hours=_hours(at, outlet, ZoneInfo(cities.city(city).timezone)),
        loading_s=LOADING_S,
    )
    return Task(outlet.id, at, Problem(chosen, [depot], _vehicles(city, at, outlet), socket("maps")))


def _orders(city: str, at: datetime, outlet: Outlet) -> list[Order]:
    packed = fulfilment.parcels(city=city, outlet_id=outlet.id, state=ParcelState.PACKED)
    planned = riding.with_open_stop(city=city, parcel_ids=[parcel.id for parcel in packed])
    placed = orders.orders(city=city, ids=[parcel.order_id for parcel in packed if parcel.id not in planned])
    to_bring = {order.id: order for order in placed if order.way is Way.HOME}
    places = doors.places_of(city=city, orders=list(to_bring.values()))
    return [
        _order(at, parcel, to_bring[parcel.order_id].promised_by, places.get(parcel.order_id))
        for parcel in packed
        if parcel.order_id in to_bring
    ]


def _order(at: datetime, parcel: Parcel, promised_by: datetime, place: Place | None) -> Order:
    return Order(
        id=str(parcel.id),
        place=place,
        units=parcel.units,
        depot=str(parcel.outlet_id),
        window=Span(0, max(0, _whole_seconds(promised_by - at))),
        service_s=SERVICE_S,
    )


def _vehicles(city: str, at: datetime, outlet: Outlet) -> list[Vehicle]:
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


def _vehicle(rider: Rider, shift: Span) -> Vehicle:
    return Vehicle(
        id=str(rider.id),
        kind=rider.vehicle,
        depot=str(rider.outlet_id),
        shift=shift,
        parcels_max=rider.parcels_max,
        range_m=rider.range_m,
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
