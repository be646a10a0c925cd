"""A merchant who cannot fulfil orders says so at once, instead of letting people wait for the hour to lapse."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from evenhand.apps.journal import services as journal
from evenhand.apps.orders import queries as orders_read
from evenhand.apps.orders.queries import Order
from evenhand.core import events
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState

CAN_BE_DECLINED = frozenset({OrderState.PAID, OrderState.ACCEPTED})


def decline_orders(*, city: str, at: datetime, outlet_id: UUID, order_ids: Sequence[UUID]) -> int:
    """Give orders back that wait here or were accepted; what becomes of them is flow's. Returns how many it was.

    Refused: NOT_FOUND (not this outlet's), WRONG_STATE (packed already, or over).
    """
    found = orders_read.orders(city=city, ids=order_ids)
    if len(found) != len(set(order_ids)) or any(order.outlet_id != outlet_id for order in found):
        raise Refused(Reason.NOT_FOUND, "order")
    late = [order for order in found if order.state not in CAN_BE_DECLINED]
    if late:
        raise Refused(Reason.WRONG_STATE, "order", state=late[0].state)
    journal.record(city=city, at=at, events=[_declined(order) for order in found])
    return len(found)


def decline_last(*, city: str, at: datetime, outlet_id: UUID, state: OrderState, many: int) -> int:
    """Give back the orders that came last, for they have waited least. Returns how many it was."""
    if many < 1:
        raise Refused(Reason.INPUT_INVALID, "many", smallest=1)
    waiting = orders_read.waiting(city=city, outlet_id=outlet_id, state=state)
    return decline_orders(city=city, at=at, outlet_id=outlet_id, order_ids=[order.id for order in waiting[-many:]])


def _declined(order: Order) -> events.Event:
    return events.OrderDeclined(order.id, str(order.outlet_id))
