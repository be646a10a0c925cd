"""One wave: its routes on a map and as a list, and what it leaves behind with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.dispatch import services
from evenhand.apps.dispatch.queries import Card, Route
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import StopState
from evenhand.core.routing.plan import UnservedReason
from evenhand.core.terms import Place, Role
from evenhand.web import words
from evenhand.web.kit import doors, maps
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

REASONS: dict[UnservedReason, Words] = {
    UnservedReason.NO_PLACE: _("its place is not known"),
    UnservedReason.NO_STOCK: _("not enough stock"),
    UnservedReason.NO_VEHICLE: _("no rider is on shift"),
    UnservedReason.WINDOW_BEFORE_READY: _("promised before it was ready"),
    UnservedReason.OUT_OF_ZONE: _("in no rider's zone"),
    UnservedReason.TOO_HEAVY: _("more than a rider carries"),
    UnservedReason.OUT_OF_RANGE: _("farther than an e-bike goes"),
    UnservedReason.TOO_LATE: _("cannot be there in time"),
    UnservedReason.NO_ROOM: _("no room in this wave"),
}
KINDS = {StopState.HANDED_OVER: "done", StopState.FAILED: "failed"}


@dataclass(frozen=True, slots=True)
class Leg:
    """A rider's route with its cards, in the order of visits."""

    route: Route
    rider: str
    cards: Sequence[Card]
    late: int


@doors.open_to(Role.DISPATCHER)
def wave(visit: Visit, wave: UUID) -> HttpResponse:
    """The plan as it stands. `?route=` puts one route forward."""
    found = dispatch.wave(city=visit.slug, id=wave)
    if found is None:
        raise Refused(Reason.NOT_FOUND, "wave")
    outlet = fulfilment.outlet(city=visit.slug, id=found.outlet_id)
    legs = [_leg(visit, route) for route in dispatch.routes(city=visit.slug, wave_id=wave)]
    chosen = visit.request.GET.get("route", "")
    left = dispatch.unserved(city=visit.slug, wave_id=wave)
    return visit.render(
        "dispatcher/wave.html",
        wave=found,
        outlet=outlet,
        legs=legs,
        chosen=chosen,
        map=_map(visit.slug, outlet, legs, chosen) if outlet and legs else None,
        unserved=[(REASONS[reason], list(left.values()).count(reason)) for reason in dict.fromkeys(left.values())],
    )


@doors.open_to(Role.DISPATCHER)
def accept(visit: Visit, wave: UUID) -> HttpResponse:
    """Let a planned wave leave: residents are told, riders see their cards."""
    if visit.posted:
        with visit.attempt():
            services.accept_wave(city=visit.slug, at=visit.at, wave_id=wave, by=visit.me.id)
            visit.say(gettext("The wave is under way. Residents are told, riders see their cards."))
    return visit.go("dispatcher:wave", wave=wave)


@doors.open_to(Role.DISPATCHER)
def discard(visit: Visit, wave: UUID) -> HttpResponse:
    """Drop a plan; its parcels and riders are free again."""
    if visit.posted:
        with visit.attempt():
            services.discard_wave(city=visit.slug, at=visit.at, wave_id=wave)
            visit.say(gettext("The plan is dropped. Its parcels wait for another one."))
    return visit.go("dispatcher:waves")


def _leg(visit: Visit, route: Route) -> Leg:
    member = cities.staff_member(city=visit.slug, staff_id=route.rider_id)
    cards = dispatch.cards(city=visit.slug, stops=route.stops)
    late = sum(card.stop.arrives_at > card.order.promised_by for card in cards)
    return Leg(route, member.name if member else "", cards, late)


def _map(city: str, outlet: fulfilment.Outlet, legs: Sequence[Leg], chosen: str) -> maps.Map:
    places = [card.place for leg in legs for card in leg.cards if card.place]
    frame = maps.Frame.around([outlet.place, *places])
    return maps.Map(
        lines=[line for leg in legs for line in _lines(frame, outlet.place, leg, chosen)],
        towns=[spot for each in cities.districts(city) if (spot := frame.spot(each.place, words.of(each.name))).inside],
        stops=[spot for leg in legs if chosen in ("", str(leg.route.id)) for spot in _stops(frame, leg, bool(chosen))],
        depots=[frame.spot(outlet.place, words.of(outlet.name))],
    )


def _stops(frame: maps.Frame, leg: Leg, numbered: bool) -> list[maps.Spot]:
    """A dot for each stop. Numbers of stops that fall together are one label at the last of them."""
    spots: list[maps.Spot] = []
    first = 0
    for card in leg.cards:
        if card.place is None:
            continue
        spot = frame.spot(card.place, kind=KINDS.get(card.stop.state, ""))
        if spots and spot.near(spots[-1]):
            spots[-1] = replace(spots[-1], label="")
        else:
            first = card.stop.position
        last = card.stop.position
        spots.append(replace(spot, label=f"{first}–{last}" if first < last else str(last)) if numbered else spot)
    return spots


def _lines(frame: maps.Frame, start: Place, leg: Leg, chosen: str) -> list[maps.Line]:
    """A line for each trip, from the outlet and back."""
    faint = bool(chosen) and chosen != str(leg.route.id)
    place_of = {card.stop.id: card.place for card in leg.cards}
    trips = [[place for stop in trip.stops if (place := place_of[stop.id])] for trip in leg.route.trips]
    return [frame.line([start, *trip, start], faint=faint) for trip in trips]
