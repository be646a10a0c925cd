"""Addresses of the rider's door."""

from django.urls import path

from evenhand.web.rider import card, door

app_name = "rider"
urlpatterns = [
    path("", card.card, name="card"),
    path("stop/<uuid:stop>", door.door, name="door"),
    path("stop/<uuid:stop>/failed", door.failed, name="failed"),
]
