"""What waits to leave, outlet by outlet, and the waves there were."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from evenhand.apps.dispatch import planning
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.dispatch.queries import Wave
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment.queries import Outlet
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import ParcelState, StopState, WaveState
from evenhand.core.terms import Role
from evenhand.web.kit import doors
from evenhand.web.kit.visits import Visit

SECONDS = (5, 10, 20)
"""How long the search may take; longer finds shorter routes."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An outlet with what is packed there, near and far, and who is there to ride."""

    outlet: Outlet
    packed: int
    pooled: int
    riders: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A wave with how many of its stops are over."""

    wave: Wave
    outlet: Outlet
    handed_over: int
    failed: int
    total: int


@doors.open_to(Role.DISPATCHER)
def waves(visit: Visit) -> HttpResponse:
    """Plan where something waits; follow what is under way."""
    outlets = fulfilment.outlets(city=visit.slug)
    known = [wave for wave in dispatch.waves(city=visit.slug) if wave.state is not WaveState.DISCARDED]
    stops = dispatch.progress(city=visit.slug, wave_ids=[wave.id for wave in known])
    by_id = {outlet.id: outlet for outlet in outlets}
    return visit.render(
        "dispatcher/waves.html",
        standings=sorted((_standing(visit, outlet) for outlet in outlets), key=lambda each: -each.packed - each.pooled),
        waves=[_progress(wave, by_id[wave.outlet_id], stops[wave.id]) for wave in known],
        seconds=SECONDS,
    )


@doors.open_outside(Role.DISPATCHER)
def plan(visit: Visit) -> HttpResponse:
    """Search for a plan, in no transaction of the page's own: it takes seconds, and nobody should wait for a lock."""
    if not visit.posted:
        return visit.go("dispatcher:waves")
    return _planned(visit, planning.plan_wave)


@doors.open_outside(Role.DISPATCHER)
def plan_far(visit: Visit) -> HttpResponse:
    """Search for a plan of what is pooled, in each of the ways it may go, likewise."""
    if not visit.posted:
        return visit.go("dispatcher:waves")
    return _planned(visit, planning.plan_far_wave)


def _planned(visit: Visit, search: Callable[..., UUID]) -> HttpResponse:
    outlet, seconds = _asked(visit.request)
    try:
        wave = search(doors.transaction_in, city=visit.slug, outlet_id=outlet, by=visit.me.id, seconds=seconds)
    except Refused as refused:
        visit.regret(refused)
        return visit.go("dispatcher:waves")
    visit.say(gettext("The wave is planned. Look at it, then let it leave."))
    return visit.go("dispatcher:wave", wave=wave)


def _asked(request: HttpRequest) -> tuple[UUID, int]:
    """Outlet and seconds of the form. Refused: INPUT_INVALID."""
    try:
        outlet, seconds = UUID(request.POST.get("outlet", "")), int(request.POST.get("seconds", ""))
    except ValueError:
        raise Refused(Reason.INPUT_INVALID, "outlet") from None
    if seconds not in SECONDS:
        raise Refused(Reason.INPUT_INVALID, "seconds", largest=max(SECONDS))
    return outlet, seconds


def _standing(visit: Visit, outlet: Outlet) -> Standing:
    packed = fulfilment.parcels(city=visit.slug, outlet_id=outlet.id, state=ParcelState.PACKED)
    planned = dispatch.with_open_stop(city=visit.slug, parcel_ids=[parcel.id for parcel in packed])
    riders = [rider.id for rider in dispatch.riders(city=visit.slug, outlet_id=outlet.id)]
    shifts = dispatch.shifts(city=visit.slug, at=visit.at, rider_ids=riders)
    pooled = dispatch.pooled(city=visit.slug, at=visit.at, outlet_id=outlet.id)
    on_shift = len({shift.rider_id for shift in shifts})
    return Standing(outlet, len(packed) - len(planned) - pooled, pooled, on_shift)


def _progress(wave: Wave, outlet: Outlet, stops: Mapping[StopState, int]) -> Progress:
    return Progress(wave, outlet, stops[StopState.HANDED_OVER], stops[StopState.FAILED], sum(stops.values()))
