"""Addresses of the dispatcher's door."""

from django.urls import path

from evenhand.web.dispatcher import exports, fleet, live, wave, waves

app_name = "dispatcher"
urlpatterns = [
    path("", waves.waves, name="waves"),
    path("plan", waves.plan, name="plan"),
    path("plan-far", waves.plan_far, name="plan_far"),
    path("wave/<uuid:wave>", wave.wave, name="wave"),
    path("wave/<uuid:wave>/csv", exports.table, name="wave_csv"),
    path("wave/<uuid:wave>/vroom", exports.vroom, name="wave_vroom"),
    path("wave/<uuid:wave>/accept", wave.accept, name="accept"),
    path("wave/<uuid:wave>/choose", wave.choose, name="choose"),
    path("wave/<uuid:wave>/discard", wave.discard, name="discard"),
    path("live", live.live, name="live"),
    path("stop/<uuid:stop>", live.stop, name="stop"),
    path("stop/<uuid:stop>/next", live.put_next, name="put_next"),
    path("rider/<uuid:rider>/take-over", live.take_over, name="take_over"),
    path("riders", fleet.fleet, name="fleet"),
    path("riders/<uuid:rider>/shift", fleet.shift, name="shift"),
]
