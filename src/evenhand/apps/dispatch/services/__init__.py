"""Verbs of dispatch, by storey: riders and shifts, waves from plan to road, stops."""

from evenhand.apps.dispatch.services.fleet import add_rider, end_shift, start_shift
from evenhand.apps.dispatch.services.overruling import (
    Preference,
    Trouble,
    Urgency,
    override,
    put_next,
    store_take_over,
)
from evenhand.apps.dispatch.services.waves import (
    accept_wave,
    close_stop,
    close_stops,
    discard_wave,
    finish_waves,
    store_plan,
)

__all__ = [
    "Preference",
    "Trouble",
    "Urgency",
    "accept_wave",
    "add_rider",
    "close_stop",
    "close_stops",
    "discard_wave",
    "end_shift",
    "finish_waves",
    "override",
    "put_next",
    "start_shift",
    "store_plan",
    "store_take_over",
]
