"""Verbs of orders, by storey: placing, moving on, paying."""

from evenhand.apps.orders.services.moving import advance, cancel, lose, rehome
from evenhand.apps.orders.services.paying import (
    Settled,
    lapse,
    look_after,
    refund,
    repay,
    settle_payment,
    start_payment,
)
from evenhand.apps.orders.services.placing import order_id, place_orders

__all__ = [
    "Settled",
    "advance",
    "cancel",
    "lapse",
    "look_after",
    "lose",
    "order_id",
    "place_orders",
    "refund",
    "rehome",
    "repay",
    "settle_payment",
    "start_payment",
]
