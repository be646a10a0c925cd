"""Where else an order could be fulfilled that its merchant declined."""

from uuid import UUID

from evenhand.apps.fulfilment.queries import goods
from evenhand.apps.journal import queries as journal
from evenhand.apps.orders import queries as orders
from evenhand.apps.orders.queries import Order
from evenhand.core.lifecycle import OrderState

WAITING = (OrderState.PAID, OrderState.ACCEPTED)


def elsewhere(*, city: str, order: Order) -> UUID | None:
    """The outlet with the most units to spare. None: none has enough, or a second merchant declined the order too."""
    history = journal.history(city=city, subjects=[order.id])
    if sum(fact.kind == "OrderDeclined" for fact in history) > 1:
        return None
    spare = goods.ready_units(city=city, campaign_id=order.campaign_id)
    for outlet in spare:
        for state in WAITING:
            spare[outlet] -= sum(each.units for each in orders.waiting(city=city, outlet_id=outlet, state=state))
    enough = {outlet: units for outlet, units in spare.items() if units >= order.units and outlet != order.outlet_id}
    return max(enough, key=lambda outlet: enough[outlet], default=None)
