"""Appeals, disputes, incidents: what waits for an answer, the most pressing first, with its reason and its hour."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cases import queries as cases_read
from evenhand.apps.cases import services as cases
from evenhand.apps.cases.queries import Case
from evenhand.core.cases import ANSWERS, CaseAnswer, CaseKind, CaseReason
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web.kit import doors
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

HERE = (CaseKind.APPEAL, CaseKind.DISPUTE, CaseKind.INCIDENT)
"""Callbacks are the hotline's."""
KINDS: dict[CaseKind, Words] = {
    CaseKind.APPEAL: _("Appeal against a refusal"),
    CaseKind.DISPUTE: _("“Somebody used my document”"),
    CaseKind.INCIDENT: _("Something is wrong with a handover"),
}
REASONS: dict[CaseReason, Words] = {
    CaseReason.NOT_ELIGIBLE: _("I am eligible"),
    CaseReason.LIMIT_WRONG: _("The limit was counted wrongly"),
    CaseReason.ADDRESS_WRONG: _("The address is wrong"),
    CaseReason.DOCUMENT_WRONG: _("The document was read wrongly"),
    CaseReason.NOT_ME: _("It was not me"),
    CaseReason.NOT_RECEIVED: _("Nothing arrived"),
    CaseReason.TOO_FEW: _("Too few"),
    CaseReason.DAMAGED: _("Damaged"),
    CaseReason.OTHER: _("Something else"),
}
SAID: dict[CaseAnswer, Words] = {
    CaseAnswer.UPHELD: _("It is right"),
    CaseAnswer.DECLINED: _("It is not"),
    CaseAnswer.DONE: _("Done"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A case and what may be answered."""

    case: Case
    kind: Words
    reason: Words
    late: bool
    answers: list[tuple[str, Words]]


@doors.open_to(Role.OFFICIAL)
def queue(visit: Visit) -> HttpResponse:
    """What waits."""
    waiting = cases_read.waiting(city=visit.slug, kinds=HERE)
    return visit.render("cityhall/cases.html", cases=[_shown(each, visit.at) for each in waiting])


@doors.open_to(Role.OFFICIAL)
def answer(visit: Visit, case: UUID) -> HttpResponse:
    """Answer one; what follows is flow's."""
    if visit.posted:
        said = next((each for each in CaseAnswer if each == visit.request.POST.get("answer")), None)
        with visit.attempt():
            if said is None:
                raise Refused(Reason.INPUT_INVALID, "answer")
            cases.answer_case(city=visit.slug, at=visit.at, id=case, by=visit.me.id, answer=said)
            visit.say(gettext("Answered. The person is told."))
    return visit.go("cityhall:cases")


def _shown(case: Case, at: datetime) -> Shown:
    answers = [(each.value, SAID[each]) for each in ANSWERS[case.kind]]
    return Shown(case, KINDS[case.kind], REASONS.get(case.reason, case.reason.value), case.due_at < at, answers)
