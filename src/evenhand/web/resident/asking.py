"""Ask a person to look: an appeal against a refusal, or something wrong with an order."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cases import services as cases
from evenhand.core.cases import LONGEST_WORDS, REASONS, CaseKind, CaseReason
from evenhand.core.terms import Role
from evenhand.web.kit import doors
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.resident import parcels
from evenhand.web.words import Words

WORDS: dict[CaseReason, Words] = {
    CaseReason.CALL_ME: _("I want to be called"),
    CaseReason.NOT_ELIGIBLE: _("I should be allowed to take part"),
    CaseReason.LIMIT_WRONG: _("I have not had my share of this period"),
    CaseReason.ADDRESS_WRONG: _("Several households share my address"),
    CaseReason.DOCUMENT_WRONG: _("My document was not recognized"),
    CaseReason.NOT_ME: _("Somebody used my document"),
    CaseReason.NOT_RECEIVED: _("I did not get it"),
    CaseReason.TOO_FEW: _("There was too little in it"),
    CaseReason.DAMAGED: _("It was damaged"),
    CaseReason.OTHER: _("Something else"),
}


class Ask(Form):
    """Why, and in one's own words."""

    reason = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words, if you like"),
        help_text=_("Sealed. Only whoever answers reads it."),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@doors.open_to(Role.RESIDENT)
def appeal(visit: Visit) -> HttpResponse:
    """Against a refusal; somebody else than who refused answers, within a day."""
    return _ask(visit, CaseKind.APPEAL, None)


@doors.open_to(Role.RESIDENT)
def wrong(visit: Visit, order: UUID) -> HttpResponse:
    """Something is wrong with what was handed over, or was not."""
    return _ask(visit, CaseKind.INCIDENT, parcels.own(visit, order).id)


def _ask(visit: Visit, kind: CaseKind, about: UUID | None) -> HttpResponse:
    form = Ask(visit.request.POST if visit.posted else None)
    form.choose("reason", [(each.value, str(WORDS[each])) for each in REASONS[kind]])
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            reason = CaseReason(form.cleaned_data["reason"])
            cases.open_case(
                city=visit.slug, at=visit.at, kind=kind, reason=reason, person=visit.tag, about=about,
                words=form.cleaned_data["words"],
            )  # fmt: skip
        if tried.done:
            visit.say(gettext("We have it. Somebody answers within 24 hours; your page shows the answer."))
            return visit.go("resident:me")
    return visit.render("resident/ask.html", form=form.ready(), incident=kind is CaseKind.INCIDENT)
