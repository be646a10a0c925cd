"""Result: the answer to a claim, with the next step and its time; or why not, and what then."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from evenhand.apps.claims import queries as claims
from evenhand.apps.claims.queries import Claim, Place
from evenhand.apps.orders import queries as orders
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web.kit import doors, releases
from evenhand.web.kit.visits import Visit
from evenhand.web.refusals import explain
from evenhand.web.resident.entered import entered

PASSING = frozenset({Reason.BUSY, Reason.UNAVAILABLE})
"""No answer yet: the same key asks again."""


@doors.open_to(Role.RESIDENT)
def result(visit: Visit, key: UUID) -> HttpResponse:
    """What the journal of claims says of this key; a refusal that left no row is named in the address."""
    claim = claims.claim(city=visit.slug, key=key)
    if claim is None:
        place = claims.place(city=visit.slug, key=key)
        return _waiting(visit, place) if place else _unstored(visit, key)
    if claim.person != visit.tag:
        raise Refused(Reason.NOT_FOUND)
    if claim.entered:
        return entered(visit, claim)
    return _granted(visit, claim) if claim.granted else _refused(visit, claim)


def _waiting(visit: Visit, place: Place) -> HttpResponse:
    """The line: one's place, or the chance while it is not drawn."""
    if place.person != visit.tag:
        raise Refused(Reason.NOT_FOUND)
    board = releases.one(visit.slug, visit.at, place.release_id)
    return visit.render("resident/line.html", place=place, board=board, label=place.label.hex())


def _granted(visit: Visit, claim: Claim) -> HttpResponse:
    order = orders.of_claim(city=visit.slug, claim_id=claim.id)
    board = releases.one(visit.slug, visit.at, claim.release_id)
    return visit.render("resident/granted.html", claim=claim, order=order, board=board)


def _refused(visit: Visit, claim: Claim) -> HttpResponse:
    """Whoever stood in the line and found nothing left may still be asked when somebody gives theirs back."""
    place = claims.place(city=visit.slug, key=claim.id)
    if place and place.poured:
        return visit.go("resident:result", key=place.poured)
    facts: dict[str, Any] = {"again_at": claim.again_at} if claim.again_at else {}
    said = explain(Refused(Reason(claim.reason or ""), **facts))
    board = releases.one(visit.slug, visit.at, claim.release_id)
    hopes = claim.reason == Reason.SOLD_OUT and visit.at < board.release.terms.window.closes
    return visit.render("resident/refused.html", refusal=said, board=board, place=place if hopes else None)


def _unstored(visit: Visit, key: UUID) -> HttpResponse:
    reason = visit.request.GET.get("reason", Reason.UNAVAILABLE)
    if reason not in Reason:
        raise Refused(Reason.NOT_FOUND)
    board = releases.board(visit.slug, visit.at)
    said = explain(Refused(Reason(reason), **_facts(visit, Reason(reason), board)))
    return visit.render("resident/refused.html", refusal=said, board=board, passing=reason in PASSING)


def _facts(visit: Visit, reason: Reason, board: releases.Board | None) -> dict[str, Any]:
    """What the address left out, because a browser could have changed it."""
    if reason is Reason.NOT_OPEN and board:
        return {"opens_at": board.release.terms.window.opens}
    if reason is Reason.PERSON_LIMIT and board:
        campaign = board.release.terms.campaign
        again_at = claims.free_again(city=visit.slug, campaign_id=campaign, person=visit.tag, at=visit.at)
        return {"again_at": again_at} if again_at else {}
    return {}
