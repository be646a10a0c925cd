"""Verbs of fulfilment, by storey: outlets, lots, counts and slots, acceptance and packing, parcels on their way."""

from evenhand.apps.fulfilment.services.counting import count_stock
from evenhand.apps.fulfilment.services.declining import decline_last, decline_orders
from evenhand.apps.fulfilment.services.lots import disinfect_lot, receive_lot
from evenhand.apps.fulfilment.services.outlets import add_outlets
from evenhand.apps.fulfilment.services.packing import accept_orders, pack
from evenhand.apps.fulfilment.services.parcels import mark_handed_over, mark_returning, scan_back, take_out, write_off
from evenhand.apps.fulfilment.services.slots import free_slots, open_slots, take_slot

__all__ = [
    "accept_orders",
    "add_outlets",
    "count_stock",
    "decline_last",
    "decline_orders",
    "disinfect_lot",
    "free_slots",
    "mark_handed_over",
    "mark_returning",
    "open_slots",
    "pack",
    "receive_lot",
    "scan_back",
    "take_out",
    "take_slot",
    "write_off",
]
