"""Verify: phone, its code, and once who the person is. Any day before the hour; it ends with "you are ready"."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext

from evenhand.apps.notices import services as notices
from evenhand.apps.residents import queries as residents_read
from evenhand.apps.residents import services as residents
from evenhand.core.documents import DocumentKind
from evenhand.core.errors import Reason
from evenhand.core.people import NewPerson, Purpose
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors, homes, releases, sealed, session
from evenhand.web.kit.visits import Visit
from evenhand.web.resident import forms
from evenhand.web.resident.forms import Who

ASKED = "asked"
"""The session's word for a code that was asked for: its id, the phone, and whether it was said; sealed."""

FILLED_IN = "filled_in"
"""The session's word for a form that came too late; sealed."""
KEPT = ("name", "kind", "number", "issuer", "district", "community", "address")
LONGEST_KEPT = 200


@doors.open_to_all
def phone(visit: Visit) -> HttpResponse:
    """Where to send the code."""
    form = forms.Phone(visit.request.POST if visit.posted else None)
    if visit.posted and form.is_valid():
        number = form.cleaned_data["phone"]
        with visit.attempt(form) as tried:
            code = notices.send_code(
                city=visit.slug,
                at=visit.at,
                phone=number,
                language="zh" if words.chinese() else "en",
                network=visit.network,
            )
        if tried.done:
            asked = {"id": str(code.id), "phone": number, "another": visit.request.POST.get("another", "")}
            sealed.keep(visit.request, visit.slug, ASKED, asked)
            return visit.go("resident:code_said")
    return visit.render("resident/phone.html", form=form.ready(), step=1)


@doors.open_to_all
def code(visit: Visit) -> HttpResponse:
    """The digits that were sent. Who is known at this phone is signed in by them; others say who they are."""
    asked = sealed.kept(visit.request, visit.slug, ASKED)
    if asked is None:
        return visit.go("resident:verify")
    form = forms.Code(visit.request.POST if visit.posted else None)
    if visit.posted and form.is_valid():
        refused = residents.confirm_code(
            city=visit.slug,
            at=visit.at,
            id=UUID(asked["id"]),
            phone=asked["phone"],
            digits=form.cleaned_data["code"],
        )
        if refused is None:
            return _said(visit, asked)
        form.refuse(refused)
    return visit.render("resident/code_said.html", form=form.ready(), step=2)


def _said(visit: Visit, asked: dict[str, str]) -> HttpResponse:
    """The code was right."""
    if not asked["another"]:
        known = residents.sign_in(city=visit.slug, at=visit.at, id=UUID(asked["id"]), phone=asked["phone"])
        if known:
            return _welcome(visit, known[0].id)
    sealed.keep(visit.request, visit.slug, ASKED, {**asked, "said": "1"})
    return visit.go("resident:who")


@doors.open_to_all
def who(visit: Visit) -> HttpResponse:
    """Name, document, address, and what each may be used for."""
    asked = sealed.kept(visit.request, visit.slug, ASKED)
    if asked is None or "said" not in asked:
        return _ask_again(visit)
    form = Who(visit.request.POST if visit.posted else None)
    homes.offer(visit, form)
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            person = residents.verify(
                city=visit.slug, at=visit.at, code_id=UUID(asked["id"]), person=_person(visit, form, asked["phone"])
            )
        if tried.done:
            return _welcome(visit, person.id)
        if tried.refused and tried.refused.reason is Reason.CODE_EXPIRED:
            return _ask_again(visit)
    form.initial = _filled_in(visit)
    return visit.render("resident/who.html", form=form.ready(), consents=forms.consents(form), step=3)


@doors.open_to(Role.RESIDENT)
def ready(visit: Visit) -> HttpResponse:
    """You are ready: nothing is left to do but to come at the hour."""
    masked = residents_read.masked(city=visit.slug, ids=[visit.me.id])[visit.me.id]
    return visit.render("resident/ready.html", masked=masked, board=releases.board(visit.slug, visit.at))


def _ask_again(visit: Visit) -> HttpResponse:
    """The session or the code is over: nobody was hurried, and what was filled in waits, sealed, for the next code."""
    if visit.posted:
        said = {name: visit.request.POST.get(name, "")[:LONGEST_KEPT] for name in KEPT}
        sealed.keep(visit.request, visit.slug, FILLED_IN, said)
        visit.say(gettext("What you filled in is kept. We only need a new code for your phone."))
    return visit.go("resident:verify")


def _filled_in(visit: Visit) -> dict[str, str]:
    """What was filled in before; consents are asked for anew."""
    return sealed.kept(visit.request, visit.slug, FILLED_IN) or {}


def _welcome(visit: Visit, person_id: UUID) -> HttpResponse:
    session.sign_in(visit.request, city=visit.slug, role=Role.RESIDENT, id=person_id)
    return visit.go("resident:ready")


def _person(visit: Visit, form: Who, phone: str) -> NewPerson:
    """What the form says. Refused: INPUT_INVALID (nothing to find a door by)."""
    said, home = form.cleaned_data, homes.said(visit, form)
    return NewPerson(
        name=said["name"],
        kind=DocumentKind(said["kind"]),
        number=said["number"],
        issuer=said["issuer"],
        phone=phone,
        district=home.district,
        address=home.address,
        place=home.place,
        consents=frozenset(Purpose(purpose) for purpose in said["consents"]),
    )
