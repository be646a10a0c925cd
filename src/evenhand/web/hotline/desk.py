"""The desk: find the caller, and who waits to be called back."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext

from evenhand.apps.cases import queries as cases_read
from evenhand.apps.cases import services as cases
from evenhand.apps.residents import queries as residents_read
from evenhand.apps.residents import services as residents
from evenhand.apps.residents.queries import Person
from evenhand.core import phones
from evenhand.core.cases import CaseAnswer, CaseKind, CaseReason
from evenhand.core.people import LookupReason
from evenhand.core.terms import Channel, Role
from evenhand.web.hotline import forms
from evenhand.web.kit import doors, releases
from evenhand.web.kit.visits import Visit


@doors.open_to(Role.AGENT)
def desk(visit: Visit) -> HttpResponse:
    """A search, and what it found: masks, and the way to book."""
    form = forms.Search(visit.request.POST if visit.posted else None)
    found: list[Person] | None = None
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            found = _find(visit, form)
        found = found if tried.done else None
    masks = residents_read.masked(city=visit.slug, ids=[person.id for person in found or []])
    return visit.render(
        "hotline/desk.html",
        form=form.ready(),
        found=None if found is None else [(person, masks[person.id]) for person in found],
        board=releases.board(visit.slug, visit.at),
        waiting=len(cases_read.waiting(city=visit.slug, kinds=(CaseKind.CALLBACK,))),
    )


@doors.open_to(Role.AGENT)
def callbacks(visit: Visit) -> HttpResponse:
    """Who waits to be called, the most pressing first. Numbers are shown whole: they are there to be dialed."""
    form = forms.Callback(visit.request.POST if visit.posted else None)
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            number = phones.parse(form.cleaned_data["phone"], fixed_line=True)
            cases.open_case(
                city=visit.slug,
                at=visit.at,
                kind=CaseKind.CALLBACK,
                reason=CaseReason.CALL_ME,
                words=f"{number} {form.cleaned_data['words']}",
                channel=Channel.HOTLINE,
                agent_id=visit.me.id,
            )
        if tried.done:
            visit.say(gettext("Noted. Somebody calls within two hours."))
            return visit.go("hotline:callbacks")
    waiting = cases_read.waiting(city=visit.slug, kinds=(CaseKind.CALLBACK,))
    slips = residents_read.slips(city=visit.slug, ids=[case.slip_id for case in waiting if case.slip_id])
    rows = [(case, *slips.get(case.slip_id, " ").split(" ", 1)) for case in waiting if case.slip_id]
    return visit.render("hotline/callbacks.html", form=form.ready(), rows=rows)


@doors.open_to(Role.AGENT)
def called(visit: Visit, case: UUID) -> HttpResponse:
    """The person was called."""
    if visit.posted:
        with visit.attempt():
            cases.answer_case(city=visit.slug, at=visit.at, id=case, by=visit.me.id, answer=CaseAnswer.DONE)
            visit.say(gettext("Done."))
    return visit.go("hotline:callbacks")


def _find(visit: Visit, form: forms.Search) -> list[Person]:
    """Refused: INPUT_INVALID, TOO_MANY_LOOKUPS."""
    said = form.cleaned_data
    reason = LookupReason(said["reason"])
    by: dict[str, Any] = {"city": visit.slug, "at": visit.at, "agent_id": visit.me.id, "reason": reason}
    if said["name"] or said["last_four"]:
        return residents.look_up_name(**by, name=said["name"], last_four=said["last_four"])
    return residents.look_up_phone(**by, phone=said["phone"])
