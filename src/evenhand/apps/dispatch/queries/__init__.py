"""Reads of dispatch, by storey: riders, waves and their stops, what a rider must know at a door, what to plan."""

from evenhand.apps.dispatch.queries.doors import Card, cards
from evenhand.apps.dispatch.queries.fleet import Rider, Shift, busy_until, rider, riders, shifts
from evenhand.apps.dispatch.queries.planned import Figures, Wave, progress, unserved, wave, waves
from evenhand.apps.dispatch.queries.riding import Route, Stop, Trip, route_of, routes, stop, with_open_stop
from evenhand.apps.dispatch.queries.tasks import Task, task

__all__ = [
    "Card",
    "Figures",
    "Rider",
    "Route",
    "Shift",
    "Stop",
    "Task",
    "Trip",
    "Wave",
    "busy_until",
    "cards",
    "progress",
    "rider",
    "riders",
    "route_of",
    "routes",
    "shifts",
    "stop",
    "task",
    "unserved",
    "wave",
    "waves",
    "with_open_stop",
]
