"""The road as it stands: late and risky stops first, who rides, and what to do when somebody cannot go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities
from evenhand.apps.dispatch import planning, services
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.dispatch.queries import Expected
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.handover import queries as handover_read
from evenhand.apps.handover import services as handover
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import StopState
from evenhand.core.terms import Role
from evenhand.web import states
from evenhand.web.dispatcher import overruled
from evenhand.web.kit import doors, maps
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit

MOST = 200
"""Stops that are listed."""


@dataclass(frozen=True, slots=True)
class Riding:
    """A rider on the road with what is still open, and how much of it is late or at risk."""

    id: UUID
    name: str
    open: int
    late: int
    at_risk: int


class Decision(Form):
    """What is to be done with a parcel, and on what ground."""

    decision = forms.UUIDField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label=_("Decide"), choices=list(overruled.VERDICTS.items()))
    ground = forms.ChoiceField(label=_("Because"), choices=list(overruled.GROUNDS.items()))


@doors.open_to(Role.DISPATCHER)
def live(visit: Visit) -> HttpResponse:
    """Every open stop, the one with least time to spare first; the map shows the same."""
    expected = dispatch.expected(city=visit.slug, at=visit.at)
    return visit.render(
        "dispatcher/live.html",
        expected=expected[:MOST],
        more=max(0, len(expected) - MOST),
        late=sum(each.late for each in expected),
        at_risk=sum(each.at_risk for each in expected),
        riding=_riding(visit, expected),
        troubles=[(each.value, overruled.WORDS[each]) for each in services.Trouble],
        map=_map(visit, expected),
    )


@doors.open_outside(Role.DISPATCHER)
def take_over(visit: Visit, rider: UUID) -> HttpResponse:
    """Somebody cannot go on: others take the parcels over, as a plan of a second says; the rest goes back."""
    if not visit.posted:
        return visit.go("dispatcher:live")
    said = visit.request.POST.get("reason", "")
    if said not in list(services.Trouble):
        raise Refused(Reason.INPUT_INVALID, "reason")
    try:
        wave = planning.take_over(
            doors.transaction_in, city=visit.slug, rider_id=rider, by=visit.me.id, reason=services.Trouble(said)
        )
    except Refused as refused:
        visit.regret(refused)
        return visit.go("dispatcher:live")
    if wave is None:
        visit.say(gettext("Nobody can take over in time: the parcels go back to the outlet."))
        return visit.go("dispatcher:live")
    visit.say(gettext("Others take over. Their own stops stay as they were."))
    return visit.go("dispatcher:wave", wave=wave)


@doors.open_to(Role.DISPATCHER)
def stop(visit: Visit, stop: UUID) -> HttpResponse:
    """One stop: its tries, and the decision by phone where no code can decide."""
    found = dispatch.stop(city=visit.slug, id=stop)
    if found is None:
        raise Refused(Reason.NOT_FOUND, "stop")
    form = Decision(visit.request.POST if visit.posted else None)
    if visit.posted and form.is_valid():
        said = form.cleaned_data
        with visit.attempt(form) as tried:
            handover.decide(
                city=visit.slug,
                at=visit.at,
                decision_id=said["decision"],
                stop_id=stop,
                by=visit.me.id,
                verdict=handover.Verdict(said["verdict"]),
                ground=handover.Ground(said["ground"]),
            )
        if tried.done:
            visit.say(gettext("Decided, and written down."))
            return visit.go("dispatcher:stop", stop=stop)
    [card] = dispatch.cards(city=visit.slug, stops=[found])
    tries = handover_read.attempts(city=visit.slug, parcel_ids=[found.parcel_id])
    member = cities.staff_member(city=visit.slug, staff_id=found.rider_id)
    return visit.render(
        "dispatcher/stop.html",
        card=card,
        rider=member.name if member else "",
        tries=[(states.state(each.result.value), each.device_at or each.at) for each in tries],
        decided=_decided(visit, card.order.id),
        overridden=overruled.told(visit, [stop]),
        urgencies=[(each.value, overruled.WORDS[each]) for each in services.Urgency],
        open=found.state is StopState.OUT,
        form=form.ready(),
        decision=uuid4(),
    )


@doors.open_to(Role.DISPATCHER)
def put_next(visit: Visit, stop: UUID) -> HttpResponse:
    """Let the rider go there first, with a reason."""
    if visit.posted:
        said = visit.request.POST.get("reason", "")
        if said not in list(services.Urgency):
            raise Refused(Reason.INPUT_INVALID, "reason")
        with visit.attempt():
            services.put_next(city=visit.slug, at=visit.at, stop_id=stop, by=visit.me.id, reason=services.Urgency(said))
            visit.say(gettext("The rider goes there first."))
    return visit.go("dispatcher:stop", stop=stop)


def _decided(visit: Visit, order_id: UUID) -> list[overruled.Told]:
    found = handover_read.decisions(city=visit.slug, order_id=order_id)
    return [
        overruled.Told(f"{overruled.VERDICTS[each.verdict]}: {overruled.GROUNDS[each.ground]}", each.at)
        for each in found
    ]


def _riding(visit: Visit, expected: Sequence[Expected]) -> list[Riding]:
    found = []
    for rider in dict.fromkeys(each.route.rider_id for each in expected):
        member = cities.staff_member(city=visit.slug, staff_id=rider)
        own = [each for each in expected if each.route.rider_id == rider]
        late, at_risk = sum(each.late for each in own), sum(each.at_risk for each in own)
        found.append(Riding(rider, member.name if member else "", len(own), late, at_risk))
    return found


def _map(visit: Visit, expected: Sequence[Expected]) -> maps.Map | None:
    places = [(each, each.card.place) for each in expected if each.card.place]
    if not places:
        return None
    outlets = fulfilment.outlets(city=visit.slug)
    used = {each.card.order.outlet_id for each in expected}
    depots = [outlet for outlet in outlets if outlet.id in used]
    frame = maps.Frame.around([*(place for _, place in places), *(outlet.place for outlet in depots)])
    stops = [frame.spot(place, kind="failed" if each.late or each.at_risk else "") for each, place in places]
    return maps.Map(lines=[], towns=[], stops=stops, depots=[frame.spot(outlet.place) for outlet in depots])
