"""Verbs of dispatch, by storey: riders and shifts, waves from plan to road, stops."""

from evenhand.apps.dispatch.services.fleet import add_rider, start_shift
from evenhand.apps.dispatch.services.waves import (
    accept_wave,
    close_stop,
    close_stops,
    discard_wave,
    finish_waves,
    store_plan,
)

__all__ = [
    "accept_wave",
    "add_rider",
    "close_stop",
    "close_stops",
    "discard_wave",
    "finish_waves",
    "start_shift",
    "store_plan",
]
