"""Claim: units, address and one button. The gate answers: to the browser's script, or without one to this door."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenhand.apps.ballots import queries as ballots
from evenhand.apps.claims import queries as claims
from evenhand.apps.residents import queries as residents_read
from evenhand.apps.residents import services as residents
from evenhand.core.errors import Reason, Refused
from evenhand.core.policy.words import Pay
from evenhand.core.terms import Channel, Mode, PersonTag, Role
from evenhand.web.kit import doors, draws, gate, releases
from evenhand.web.kit.draws import Shown
from evenhand.web.kit.releases import Board
from evenhand.web.kit.visits import Visit

PASS_LIVES = timedelta(hours=2)
"""Long enough to open the page early and to wait for the hour on it."""


@doors.open_to(Role.RESIDENT)
def claim(visit: Visit, release: UUID) -> HttpResponse:
    """The form that the gate answers. Whoever has all shares of this release that one may have sees those instead."""
    board = releases.one(visit.slug, visit.at, release)
    if board.release.terms.mode is Mode.EXTERNAL_BALLOT:
        return visit.go("resident:redeem", release=release)
    earlier = claims.of_person(city=visit.slug, person=visit.tag, release_ids=[release])
    mine = [claim for claim in earlier if claim.granted and claim.returned_at is None]
    if len(mine) >= board.release.terms.person_limit.claims:
        return visit.go("resident:result", key=mine[0].id)
    drawn = _draw(visit, board)
    entry = next((claim for claim in earlier if claim.entered), None)
    if entry and drawn and _takes_part(visit, drawn):
        return visit.go("resident:result", key=entry.id)
    signed = residents.issue_pass(
        city=visit.slug, person_id=visit.me.id, channel=Channel.WEB, expires_at=visit.at + PASS_LIVES
    )
    masked = residents_read.masked(city=visit.slug, ids=[visit.me.id])[visit.me.id]
    key = key_for(release, visit.tag, len(earlier))
    rule, price = board.release.terms.units, board.release.policy.price
    return visit.render(
        "resident/claim.html",
        board=board,
        signed=signed,
        key=key,
        masked=masked,
        choices=range(rule.smallest, rule.largest + 1, rule.step),
        held_until=_held_until(visit, board),
        total=price.resident_fen * rule.largest + board.release.policy.delivery.fee_fen,
        gate_url=f"/gate/{release}/claim",
        far=_lives_far(visit, board.release.policy.service_area.far),
        drawn=drawn,
        prospect=ballots.prospect(city=visit.slug, release_id=release, person=visit.tag) if drawn else None,
    )


def _held_until(visit: Visit, board: Board) -> datetime | None:
    """Until when a share that is claimed now waits for its payment. None: it does not lapse, or is not given yet."""
    policy = board.release.policy
    given_at_once = board.release.terms.mode is Mode.FIRST_COME and board.open
    return visit.at + policy.timers.pay if given_at_once and policy.price.pay is Pay.PREPAY else None


def _draw(visit: Visit, board: Board) -> Shown | None:
    """The draw that the release waits for. Refused: NOT_OPEN, while its rules are not published."""
    if board.release.terms.mode is not Mode.BALLOT:
        return None
    found = ballots.draw_of(city=visit.slug, release_id=board.release.id)
    if found is None or found.state == "proposed":
        raise Refused(Reason.NOT_OPEN, opens_at=board.release.terms.window.opens)
    return draws.of(visit, found)


def _takes_part(visit: Visit, drawn: Shown) -> bool:
    mine = ballots.entry(city=visit.slug, draw_id=drawn.draw.id, person=visit.tag)
    return mine is None or not mine.withdrawn


def _lives_far(visit: Visit, far: Sequence[str]) -> bool:
    """Whether the caller's order would be pooled and go with a far wave."""
    home = residents_read.homes(city=visit.slug, tags=[visit.tag]).get(visit.tag)
    return home is not None and home.district in far


@require_POST
def send(request: HttpRequest, city: str, release: UUID) -> HttpResponse:
    """Hand the form on to the gate, with the same pass and key, outside of any transaction of ours."""
    said = request.POST
    signed, key, units = (said.get(name, "") for name in ("pass", "key", "units"))
    own = f"http://{request.META['SERVER_NAME']}:{request.META['SERVER_PORT']}"
    answer = gate.claim(settings.EVENHAND_GATE_URL or own, release, signed, key, units)
    url = reverse("resident:result", kwargs={"city": city, "key": answer.key})
    return HttpResponseRedirect(f"{url}?reason={answer.reason}" if answer.reason else url)


relay = doors.declare(send, frozenset({Role.RESIDENT}))


def key_for(release: UUID, person: PersonTag, earlier: int) -> UUID:
    """The same person's next request is the same on every device and after every reload, until it is answered."""
    return uuid5(release, f"{person.hex()}/{earlier}")
