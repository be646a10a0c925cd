"""An entry on its person's page: receipt, odds so far, when the list closes; then the rank, and a winner's share."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.ballots import queries as ballots_read
from evenhand.apps.ballots import services as ballots
from evenhand.apps.ballots.queries import Entry
from evenhand.apps.claims import queries as claims
from evenhand.apps.claims import services as claims_services
from evenhand.apps.claims.queries import Claim, Entitlement
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.core.draw import canonical
from evenhand.core.entitlements import State
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web.kit import doors, draws, releases
from evenhand.web.kit.draws import Shown
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.resident import ways

WITHDRAW = "withdraw"


class Taken(Form):
    """How a winner wants to get the share."""

    way = forms.ChoiceField(label=_("How you get it"), widget=forms.RadioSelect)


def entered(visit: Visit, claim: Claim) -> HttpResponse:
    """What the entrant can do now: withdraw while entry is open, take what was won."""
    board = releases.one(visit.slug, visit.at, claim.release_id)
    right, offered = _right(visit, claim), ways.offered(visit, board.release)
    form = Taken({"way": visit.request.POST.get("way", ways.HOME)} if visit.posted else None)  # type: ignore[arg-type]  # a mapping does
    form.choose("way", [(each.key, each.words) for each in offered])
    draw = ballots_read.draw_of(city=visit.slug, release_id=claim.release_id)
    shown = draws.of(visit, draw) if draw else None
    if visit.posted and visit.request.POST.get("act") == WITHDRAW and shown:
        return _withdraw(visit, claim, shown)
    if visit.posted and right and form.is_valid():
        with visit.attempt(form):
            return visit.go("resident:result", key=_take(visit, right, form.cleaned_data["way"]))
    entry = ballots_read.entry(city=visit.slug, draw_id=draw.id, person=visit.tag) if draw else None
    return visit.render(
        "resident/entered.html",
        claim=claim,
        board=board,
        right=right,
        form=form,
        ways=offered,
        shown=shown,
        entry=entry,
        standing=ballots_read.standing(city=visit.slug, draw=draw, label=entry.label) if draw and entry else None,
        next_time=ballots_read.prospect(city=visit.slug, release_id=claim.release_id, person=visit.tag),
    )


@doors.open_to(Role.RESIDENT)
def receipt(visit: Visit, key: UUID) -> HttpResponse:
    """The signed receipt for `--receipt` of the verifier: evidence, if the list should lack it. Refused: NOT_FOUND."""
    claim = claims.claim(city=visit.slug, key=key)
    if claim is None or claim.person != visit.tag:
        raise Refused(Reason.NOT_FOUND)
    draw = ballots_read.draw_of(city=visit.slug, release_id=claim.release_id)
    entry = ballots_read.entry(city=visit.slug, draw_id=draw.id, person=visit.tag) if draw else None
    if draw is None or entry is None:
        raise Refused(Reason.NOT_YET, "receipt")
    response = HttpResponse(_receipt(draw.rules.digest, entry), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{draw.code}-receipt.json"'
    return response


def _receipt(rules: bytes, entry: Entry) -> bytes:
    return canonical.write(
        {
            "rules": rules.hex(),
            "seq": entry.seq,
            "leaf_hash": entry.leaf_hash.hex(),
            "unix_ms": entry.unix_ms,
            "signature": entry.receipt.hex(),
        }
    )


def _right(visit: Visit, claim: Claim) -> Entitlement | None:
    rights = claims.entitlements_of(city=visit.slug, person=visit.tag, release_ids=[claim.release_id])
    return next((each for each in rights if each.state is State.OPEN and each.until > visit.at), None)


def _take(visit: Visit, right: Entitlement, way: str) -> UUID:
    taken = claims_services.take_entitlement(city=visit.slug, at=visit.at, entitlement_id=right.id, person=visit.tag)
    if way != ways.HOME:
        fulfilment.take_slot(city=visit.slug, at=visit.at, claim_id=taken, slot_id=UUID(way))
    return taken


def _withdraw(visit: Visit, claim: Claim, shown: Shown) -> HttpResponse:
    with visit.attempt() as tried:
        ballots.withdraw(city=visit.slug, at=visit.at, draw_id=shown.draw.id, person=visit.tag)
    if tried.done:
        visit.say(gettext("Your entry is withdrawn. You may enter again while entry is open."))
    return visit.go("resident:result", key=claim.id)
