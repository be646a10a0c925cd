"""One wave: its routes on a map and as a list, and what it leaves behind with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities
from evenhand.apps.dispatch import planning, services
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.dispatch.planning.far import Way
from evenhand.apps.dispatch.queries import Card, Route, Wave
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import StopState
from evenhand.core.routing.plan import UnservedReason
from evenhand.core.terms import Place, Role
from evenhand.web import words
from evenhand.web.dispatcher import overruled
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
WAYS: dict[str, Words] = {
    Way.RIDERS: _("Riders from the outlet"),
    Way.CARS: _("Cars"),
    Way.VANS: _("Vans with riders and e-bikes"),
}
SECONDS = 5
"""Of search for another way."""
KINDS = {StopState.HANDED_OVER: "done", StopState.FAILED: "failed"}


@dataclass(frozen=True, slots=True)
class Leg:
    """A rider's route with its cards, in the order of visits."""

    route: Route
    rider: str
    cards: Sequence[Card]
    late: int
    load: str = ""


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
        comparison=[_compared(way, found) for way in found.options],
        preferences=[(each.value, overruled.WORDS[each]) for each in services.Preference],
        overridden=overruled.told(visit, [wave]),
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


@doors.open_outside(Role.DISPATCHER)
def choose(visit: Visit, wave: UUID) -> HttpResponse:
    """Drop a far plan and plan it another way, with a reason."""
    if not visit.posted:
        return visit.go("dispatcher:wave", wave=wave)
    way, reason = Way(_said(visit, "way", Way)), services.Preference(_said(visit, "reason", services.Preference))
    with doors.transaction_in(visit.slug) as at:
        found = dispatch.wave(city=visit.slug, id=wave)
        if found is None:
            raise Refused(Reason.NOT_FOUND, "wave")
        services.discard_wave(city=visit.slug, at=at, wave_id=wave)
    again = planning.plan_far_wave(
        doors.transaction_in, city=visit.slug, outlet_id=found.outlet_id, by=visit.me.id, seconds=SECONDS, way=way
    )
    with doors.transaction_in(visit.slug) as at:
        services.override(city=visit.slug, at=at, kind="far_option", subject=again, reason=reason, by=visit.me.id)
    return visit.go("dispatcher:wave", wave=again)


def _said(visit: Visit, field: str, known: type[StrEnum]) -> str:
    said = visit.request.POST.get(field, "")
    if said not in list(known):
        raise Refused(Reason.INPUT_INVALID, field)
    return said


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
    load = overruled.load_name(visit, route)
    return Leg(route, member.name if member else "", cards, late, load)


def _compared(way: str, wave: Wave) -> dict[str, object]:
    return {"way": way, "word": WAYS[way], "chosen": way == wave.chosen, **wave.options[way]}


def _map(city: str, outlet: fulfilment.Outlet, legs: Sequence[Leg], chosen: str) -> maps.Map:
    places = [card.place for leg in legs for card in leg.cards if card.place]
    places += [call.place for leg in legs for call in leg.route.calls]
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
    """A line for each trip, from where it loads and back; a van's is by its drop-off points."""
    faint = bool(chosen) and chosen != str(leg.route.id)
    place_of = {card.stop.id: card.place for card in leg.cards}
    trips = [[place for stop in trip.stops if (place := place_of[stop.id])] for trip in leg.route.trips]
    if leg.route.calls:
        return [frame.line([start, *(call.place for call in leg.route.calls), start], faint=faint)]
    start = leg.route.load.place if leg.route.load else start
    return [frame.line([start, *trip, start], faint=faint) for trip in trips]
