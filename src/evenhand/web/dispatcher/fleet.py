"""Riders, their vehicles and shifts: who is there until when, on what, and how much it holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities
from evenhand.apps.cities.queries import StaffMember
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.dispatch import services
from evenhand.apps.dispatch.queries import Rider
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role, VehicleKind
from evenhand.web import words
from evenhand.web.kit import doors
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

KINDS: dict[VehicleKind, Words] = {
    VehicleKind.E_BIKE: _("E-bike"),
    VehicleKind.CAR: _("Car"),
    VehicleKind.VAN: _("Van"),
}
HOURS = (2, 4, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Line:
    """A rider as the list shows one. `until`: the end of the shift that runs or comes next."""

    member: StaffMember
    rider: Rider | None
    kind: Words
    outlet: Words
    starts: datetime | None
    until: datetime | None


class Vehicle(Form):
    """What a rider drives, and from where."""

    rider = forms.UUIDField(widget=forms.HiddenInput)
    outlet = forms.ChoiceField(label=_("Outlet"))
    vehicle = forms.ChoiceField(label=_("Vehicle"), choices=[(kind.value, word) for kind, word in KINDS.items()])
    parcels_max = forms.IntegerField(label=_("Parcels a trip"), min_value=1, max_value=1000)
    range_km = forms.IntegerField(label=_("Kilometers a trip"), min_value=1, max_value=1000, required=False)
    bikes_max = forms.IntegerField(label=_("E-bikes with riders"), min_value=1, max_value=50, required=False)


@doors.open_to(Role.DISPATCHER)
def fleet(visit: Visit) -> HttpResponse:
    """Everybody who rides; `?rider=` opens the form of one."""
    form = Vehicle(visit.request.POST if visit.posted else None)
    outlets = fulfilment.outlets(city=visit.slug)
    form.choose("outlet", [(str(outlet.id), words.of(outlet.name)) for outlet in outlets])
    if visit.posted and form.is_valid():
        said = form.cleaned_data
        with visit.attempt(form) as tried:
            services.add_rider(
                city=visit.slug,
                staff_id=said["rider"],
                outlet_id=UUID(said["outlet"]),
                vehicle=VehicleKind(said["vehicle"]),
                parcels_max=said["parcels_max"],
                range_m=said["range_km"] * 1000 if said["range_km"] else None,
                bikes_max=said["bikes_max"],
            )
        if tried.done:
            visit.say(gettext("The vehicle is noted."))
            return visit.go("dispatcher:fleet")
    chosen = visit.request.POST.get("rider") or visit.request.GET.get("rider", "")
    lines = _lines(visit, {outlet.id: outlet.name for outlet in outlets})
    return visit.render(
        "dispatcher/fleet.html",
        lines=lines,
        chosen=next((line for line in lines if str(line.member.id) == chosen), None),
        form=form.ready(),
        hours=HOURS,
    )


@doors.open_to(Role.DISPATCHER)
def shift(visit: Visit, rider: UUID) -> HttpResponse:
    """Begin a shift now, for so many hours, or end the one that runs."""
    if visit.posted:
        said = visit.request.POST.get("hours", "")
        if said not in {"0", *map(str, HOURS)}:
            raise Refused(Reason.INPUT_INVALID, "hours")
        with visit.attempt():
            if said == "0":
                services.end_shift(city=visit.slug, at=visit.at, rider_id=rider)
            else:
                ends = visit.at + timedelta(hours=int(said))
                services.start_shift(city=visit.slug, at=visit.at, rider_id=rider, ends_at=ends)
            visit.say(gettext("The shift is noted."))
    return visit.go("dispatcher:fleet")


def _lines(visit: Visit, outlets: dict[UUID, dict[str, str]]) -> list[Line]:
    riders = {rider.id: rider for rider in dispatch.riders(city=visit.slug)}
    shifts = {
        each.rider_id: each for each in reversed(dispatch.shifts(city=visit.slug, at=visit.at, rider_ids=list(riders)))
    }
    return [
        _line(member, riders.get(member.id), shifts.get(member.id), outlets)
        for member in cities.staff(city=visit.slug, role=Role.RIDER)
    ]


def _line(
    member: StaffMember, rider: Rider | None, shift: dispatch.Shift | None, outlets: dict[UUID, dict[str, str]]
) -> Line:
    return Line(
        member=member,
        rider=rider,
        kind=KINDS[rider.vehicle] if rider else "",
        outlet=words.of(outlets[rider.outlet_id]) if rider else "",
        starts=shift.starts_at if shift else None,
        until=shift.ends_at if shift else None,
    )
