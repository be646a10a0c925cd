"""The list of cities, and a city's page: who, when, how many, at what price, and when next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities_read
from evenhand.apps.claims import queries as claims
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.notices import queries as notices
from evenhand.core.terms import Role
from evenhand.web.kit import doors, preferences, releases
from evenhand.web.kit.visits import Visit
from evenhand.web.public.entry import ANYBODY
from evenhand.web.words import Words

MOST_CITIES = 30
"""How many cities one page lists; whoever misses theirs types its name."""
LONGEST_MATCH = 40

SHOWN: dict[str, Words] = {
    "campaigns.{}.window": _("hours"),
    "campaigns.{}.quota": _("quota"),
    "campaigns.{}.units": _("units a person"),
    "campaigns.{}.limits": _("period"),
    "campaigns.{}.price": _("price"),
    "campaigns.{}.timers": _("deadlines"),
    "campaigns.{}.delivery": _("delivery"),
    "outlets": _("outlets"),
    "city.hotline": _("telephone"),
}
"""Keys of the policy whose values a city's page shows."""


def _cities(request: HttpRequest) -> HttpResponse:
    """The cities there are, or those whose name holds what was asked for."""
    match = request.GET.get("q", "").strip()[:LONGEST_MATCH]
    found = cities_read.listed(match=match, limit=MOST_CITIES + 1)
    told = {"cities": found[:MOST_CITIES], "more": len(found) > MOST_CITIES, "q": match}
    return render(request, "public/cities.html", told)


cities = doors.declare(_cities, ANYBODY)


@doors.open_to_all
def city(visit: Visit) -> HttpResponse:
    """The notice board of a city, for residents and everybody else."""
    boards = releases.boards(visit.slug, visit.at)
    board = releases.board(visit.slug, visit.at, visit.request.GET.get("release", ""))
    districts = cities_read.districts(visit.slug)
    return visit.render(
        "public/city.html",
        board=board,
        others=[each for each in boards if board and each.release.id != board.release.id],
        mine=_mine(visit, board),
        districts=districts,
        served=[each for each in districts if board and each.code in board.release.terms.districts],
        assumed=_assumed(visit, board),
        outlets=fulfilment.outlets(city=visit.slug),
        announced=notices.announced(city=visit.slug, at=visit.at),
        ask_elder=not preferences.of(visit.request).asked,
    )


def _assumed(visit: Visit, board: releases.Board | None) -> list[Words]:
    """What of the page nobody reported: the file's author chose it."""
    if board is None:
        return []
    code = campaigns.campaign(city=visit.slug, id=board.release.campaign_id).code
    return [word for key, word in SHOWN.items() if visit.city.policy.is_assumed(key.format(code))]


def _mine(visit: Visit, board: releases.Board | None) -> claims.Claim | None:
    """The share of this release that the caller holds, if a resident calls who does."""
    if board is None or visit.caller is None or visit.caller.role is not Role.RESIDENT:
        return None
    found = claims.of_person(city=visit.slug, person=visit.tag, release_ids=[board.release.id])
    return next((claim for claim in found if claim.granted and claim.returned_at is None), None)


@doors.open_to_all
def poster(visit: Visit) -> HttpResponse:
    """What hangs at an outlet: who, when, how many, the telephone, and a code that opens the page in large type."""
    board = releases.board(visit.slug, visit.at)
    address = visit.request.build_absolute_uri(visit.url("public:city"))
    return visit.render(
        "public/poster.html",
        board=board,
        announced=notices.announced(city=visit.slug, at=visit.at),
        address=address,
        elder=f"{address}?elder=1",
    )
