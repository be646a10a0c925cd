"""Book for somebody on the telephone: script, consent, claim, and the answer to read back."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from evenhand.apps.cities import queries as cities
from evenhand.apps.claims import queries as claims_read
from evenhand.apps.claims import services as claims
from evenhand.apps.claims.queries import Claim
from evenhand.apps.orders import queries as orders
from evenhand.apps.residents import queries as residents_read
from evenhand.apps.residents import services as residents
from evenhand.core.documents import DocumentKind
from evenhand.core.errors import Reason, Refused
from evenhand.core.people import NewPerson, Purpose
from evenhand.core.terms import Channel, ClaimKey, Request, Role, Units
from evenhand.web import words
from evenhand.web.hotline import forms, spoken
from evenhand.web.kit import doors, homes, releases
from evenhand.web.kit.releases import Board
from evenhand.web.kit.visits import Visit
from evenhand.web.refusals import Explanation, explain
from evenhand.web.resident.claim import key_for


@doors.open_to(Role.AGENT)
def person(visit: Visit, person: UUID) -> HttpResponse:
    """A caller who was found: what to read out, what to tick, one button. Refused: NOT_ALLOWED (not found first)."""
    residents.require_looked_up(city=visit.slug, at=visit.at, agent_id=visit.me.id, person_id=person)
    board = releases.board(visit.slug, visit.at, visit.request.GET.get("release", ""))
    if board is None:
        raise Refused(Reason.NOT_FOUND, "release")
    form = _form(visit, board)
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            claim = _claim(visit, board, person, form)
        if tried.done:
            return visit.go("hotline:answer", person=person, key=claim.id)
    found = residents_read.persons(city=visit.slug, ids=[person])[0]
    masked = residents_read.masked(city=visit.slug, ids=[person])[person]
    mine = orders.of_person(city=visit.slug, person=found.tag)
    return visit.render(
        "hotline/person.html",
        form=form.ready(),
        board=board,
        masked=masked,
        orders=mine,
        price=spoken.price(board.release.policy.price.resident_fen, board.release.policy.delivery.fee_fen),
        district=_district(visit, found),
    )


@doors.open_to(Role.AGENT)
def answer(visit: Visit, person: UUID, key: UUID) -> HttpResponse:
    """What to read back to the caller, in one piece. Refused: NOT_ALLOWED, NOT_FOUND."""
    residents.require_looked_up(city=visit.slug, at=visit.at, agent_id=visit.me.id, person_id=person)
    found = residents_read.persons(city=visit.slug, ids=[person])[0]
    claim = claims_read.claim(city=visit.slug, key=key)
    if claim is None or claim.person != found.tag:
        raise Refused(Reason.NOT_FOUND, "claim")
    board = releases.one(visit.slug, visit.at, claim.release_id)
    order = orders.of_claim(city=visit.slug, claim_id=claim.id)
    return visit.render(
        "hotline/answer.html", claim=claim, board=board, order=order, refusal=refusal(claim), person=person
    )


@doors.open_to(Role.AGENT)
def newcomer(visit: Visit) -> HttpResponse:
    """A caller whom nobody knows: entered as they say it, and booked for at once."""
    form = forms.Newcomer(visit.request.POST if visit.posted else None)
    homes.offer(visit, form)
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            [entered] = residents.enroll(city=visit.slug, at=visit.at, persons=[_newcomer(visit, form)])
            residents.note_entered(city=visit.slug, at=visit.at, agent_id=visit.me.id, person_ids=[entered.id])
        if tried.done:
            return visit.go("hotline:person", person=entered.id)
    return visit.render("hotline/newcomer.html", form=form.ready())


def _form(visit: Visit, board: Board) -> forms.Book:
    form = forms.Book(visit.request.POST if visit.posted else None)
    rule, unit = board.release.terms.units, words.of(board.release.policy.good.unit)
    form.choose("units", [(str(n), f"{n} {unit}") for n in range(rule.largest, rule.smallest - 1, -rule.step)])
    return form


def _claim(visit: Visit, board: Board, person_id: UUID, form: forms.Book) -> Claim:
    """The same admission, limits and quota as at any other door; the key is the one of the person's own next try."""
    found = residents_read.persons(city=visit.slug, ids=[person_id])[0]
    residents.prefer_calls(city=visit.slug, person_id=person_id, called=form.cleaned_data["called"])
    return book_for(visit, board, found, form.cleaned_data["units"], form.cleaned_data["recording"])


def book_for(visit: Visit, board: Board, found: residents_read.Person, units: int, recording: str) -> Claim:
    """Book for somebody who agreed, or find what is booked already. Refused: as `claims.claim_for`."""
    earlier = claims_read.of_person(city=visit.slug, person=found.tag, release_ids=[board.release.id])
    mine = [claim for claim in earlier if claim.granted and claim.returned_at is None]
    if len(mine) >= board.release.terms.person_limit.claims:
        return mine[0]
    request = Request(
        ClaimKey(key_for(board.release.id, found.tag, len(earlier))),
        board.release.id,
        found.tag,
        Units(units),
        found.district,
        Channel.HOTLINE,
        household=found.household_id.bytes,
        address=found.address_id.bytes,
    )
    return claims.claim_for(city=visit.slug, at=visit.at, request=request, agent_id=visit.me.id, recording=recording)


def refusal(claim: Claim) -> Explanation | None:
    if claim.reason is None:
        return None
    facts: dict[str, Any] = {"again_at": claim.again_at} if claim.again_at else {}
    return explain(Refused(Reason(claim.reason), **facts))


def _district(visit: Visit, found: residents_read.Person) -> str:
    names = {each.code: words.of(each.name) for each in cities.districts(visit.slug)}
    return names.get(found.district, found.district)


def _newcomer(visit: Visit, form: forms.Newcomer) -> NewPerson:
    """Refused: INPUT_INVALID (nothing to find a door by)."""
    said, home = form.cleaned_data, homes.said(visit, form)
    return NewPerson(
        name=said["name"],
        kind=DocumentKind(said["kind"]),
        number=said["number"],
        issuer=said["issuer"],
        phone=said["phone"],
        district=home.district,
        address=home.address,
        place=home.place,
        channel=Channel.HOTLINE,
        consents=frozenset(Purpose),
    )
