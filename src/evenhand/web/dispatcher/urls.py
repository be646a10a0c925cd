"""Addresses of the dispatcher's door."""

from django.urls import path

from evenhand.web.dispatcher import wave, waves

app_name = "dispatcher"
urlpatterns = [
    path("", waves.waves, name="waves"),
    path("plan", waves.plan, name="plan"),
    path("wave/<uuid:wave>", wave.wave, name="wave"),
    path("wave/<uuid:wave>/accept", wave.accept, name="accept"),
    path("wave/<uuid:wave>/discard", wave.discard, name="discard"),
]
