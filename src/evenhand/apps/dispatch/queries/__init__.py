"""Reads of dispatch, by storey: riders, waves and their stops, what a rider must know at a door, what to plan."""

from evenhand.apps.dispatch.queries.doors import Card, cards
from evenhand.apps.dispatch.queries.fleet import Rider, Shift, busy_until, rider, riders, shifts
from evenhand.apps.dispatch.queries.live import Expected, expected
from evenhand.apps.dispatch.queries.overruled import Override, overrides
from evenhand.apps.dispatch.queries.planned import Figures, Wave, WaveKind, progress, unserved, wave, waves
from evenhand.apps.dispatch.queries.riding import (
    Call,
    Load,
    Route,
    Stop,
    Trip,
    open_stop,
    route_of,
    routes,
    stop,
    under_way,
    with_open_stop,
)
from evenhand.apps.dispatch.queries.tasks import Pool, Task, pool, pooled, task

__all__ = [
    "Call",
    "Card",
    "Expected",
    "Figures",
    "Load",
    "Override",
    "Pool",
    "Rider",
    "Route",
    "Shift",
    "Stop",
    "Task",
    "Trip",
    "Wave",
    "WaveKind",
    "busy_until",
    "cards",
    "expected",
    "open_stop",
    "overrides",
    "pool",
    "pooled",
    "progress",
    "rider",
    "riders",
    "route_of",
    "routes",
    "shifts",
    "stop",
    "task",
    "under_way",
    "unserved",
    "wave",
    "waves",
    "with_open_stop",
]
