"""Addresses of the rider's door."""

from django.urls import path

from evenhand.web.rider import actions, card, door, shift

app_name = "rider"
urlpatterns = [
    path("", card.card, name="card"),
    path("stop/<uuid:stop>", door.door, name="door"),
    path("stop/<uuid:stop>/failed", door.failed, name="failed"),
    path("actions", actions.act, name="act"),
    path("shift", shift.shift, name="shift"),
    path("offline", shift.shell, name="offline"),
    path("worker.js", shift.worker, name="worker"),
    path("app.webmanifest", shift.manifest, name="manifest"),
]
