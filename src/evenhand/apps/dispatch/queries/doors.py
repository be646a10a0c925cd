"""What a rider must know at a door. The place is asked of the vault each time; nothing of it is kept here."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from evenhand.apps.dispatch.queries.riding import Stop
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.orders import queries as orders
from evenhand.apps.orders.queries import Order
from evenhand.apps.residents import queries as residents
from evenhand.core.terms import Place


@dataclass(frozen=True, slots=True)
class Card:
    """A stop with its parcel's label, its order, and where to ring. `place` None: the vault knows none any more."""

    stop: Stop
    label: str
    order: Order
    place: Place | None


def cards(*, city: str, stops: Sequence[Stop]) -> list[Card]:
    """A card for each stop, in the same order."""
    parcels = fulfilment.parcels_by_id(city=city, ids=[stop.parcel_id for stop in stops])
    found = orders.orders(city=city, ids=[parcel.order_id for parcel in parcels.values()])
    order_of = {order.id: order for order in found}
    places = places_of(city=city, orders=found)
    return [
        Card(stop, parcel.label, order_of[parcel.order_id], places.get(parcel.order_id))
        for stop in stops
        for parcel in [parcels[stop.parcel_id]]
    ]


def places_of(*, city: str, orders: Sequence[Order]) -> dict[UUID, Place]:
    """Where each order is to go; orders of persons the vault has forgotten are missing."""
    homes = residents.homes(city=city, tags=[order.person for order in orders])
    return {order.id: homes[order.person].place for order in orders if order.person in homes}
