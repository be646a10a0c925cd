"""Orders move along their lifecycle, whole batches at once; what may not move is left where it is, and not counted."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from evenhand.apps.journal import services as journal
from evenhand.apps.orders import models
from evenhand.core import events, lifecycle
from evenhand.core.lifecycle import OrderState


def advance(*, city: str, order_ids: Sequence[UUID], to: OrderState) -> list[UUID]:
    """Move orders on. Returns those that moved, without any that stood there already or may not go there."""
    return _move(city, order_ids, lifecycle.ORDER.before(to), to)


def _move(city: str, order_ids: Sequence[UUID], states: frozenset[OrderState], to: OrderState) -> list[UUID]:
    rows = models.Order.objects.filter(city=city, id__in=order_ids, state__in=states)
    # Locked in one order, so that two batches with orders in common never wait in a circle.
    moved = list(rows.order_by("id").select_for_update().values_list("id", flat=True))
    models.Order.objects.filter(city=city, id__in=moved).update(state=to)
    return moved


def rehome(*, city: str, order_id: UUID, outlet_id: UUID) -> bool:
    """Give an order that nobody has accepted to another outlet. False: it is accepted, or over."""
    rows = models.Order.objects.filter(city=city, id=order_id, state=OrderState.PAID)
    return rows.update(outlet_id=outlet_id) > 0


def cancel(*, city: str, at: datetime, order_ids: Sequence[UUID], reason: str) -> list[UUID]:
    """Take back orders whose goods nobody has packed yet. Returns those it was; what was paid is for `refund`."""
    return _cancel(city, at, order_ids, reason, lifecycle.ORDER.before(OrderState.CANCELLED) - {OrderState.OUT})


def lose(*, city: str, at: datetime, order_ids: Sequence[UUID], reason: str) -> list[UUID]:
    """Take back orders whose goods were lost or spoiled on the way (`LOSSES`). Returns those it was."""
    return _cancel(city, at, order_ids, reason, frozenset({OrderState.OUT}))


def _cancel(
    city: str, at: datetime, order_ids: Sequence[UUID], reason: str, states: frozenset[OrderState]
) -> list[UUID]:
    cancelled = _move(city, order_ids, states, OrderState.CANCELLED)
    journal.record(city=city, at=at, events=[events.OrderCancelled(id, reason) for id in cancelled])
    return cancelled
