"""Words to everybody: written, looked at as phones and the city's page show them, asked for, agreed on by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import services as cities
from evenhand.apps.cities.queries import Approval, change_hash
from evenhand.apps.notices import queries as notices_read
from evenhand.apps.notices import services as notices
from evenhand.apps.notices.queries import Preview
from evenhand.apps.residents import queries as residents
from evenhand.core import announcements
from evenhand.core.announcements import Announcement
from evenhand.core.dial import WHOLE_CITY
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

SUBJECT = "announcement"
LANGUAGES = {"zh": "中文", "en": "English"}
EXAMPLES = {
    "digits": "482915",
    "minutes": 10,
    "words": "……",
}
"""What stands in a template's places when nobody is meant."""


class Write(Form):
    """What is to be said, and where."""

    zh = forms.CharField(
        label=_("In Chinese"), max_length=announcements.LONGEST, widget=forms.Textarea(attrs={"rows": 3, "lang": "zh"})
    )
    en = forms.CharField(
        label=_("In English"), max_length=announcements.LONGEST, widget=forms.Textarea(attrs={"rows": 3, "lang": "en"})
    )
    until = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    public = forms.BooleanField(label=_("On the city’s page and poster"), required=False, initial=True)
    messages = forms.BooleanField(label=_("As a message to everybody who wants messages"), required=False)
    why = forms.CharField(label=_("Why, for the second person"), max_length=300)


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as a phone shows it, and what it costs."""

    name: str
    language: str
    preview: Preview


@doors.open_to(Role.OFFICIAL)
def announce(visit: Visit) -> HttpResponse:
    """Write, look, then ask a second person."""
    form = Write(visit.request.POST if visit.posted else None)
    told: Announcement | None = None
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            told = announcements.check(_said(form), visit.at)
            if visit.request.POST.get("act") == "ask":
                _ask(visit, told, form.cleaned_data["why"])
        if tried.done and visit.request.POST.get("act") == "ask":
            visit.say(gettext("Asked for. Another official decides."))
            return visit.go("cityhall:approvals")
    receivers = len(residents.reachable(city=visit.slug))
    return visit.render(
        "cityhall/announcing.html",
        form=form.ready(),
        shown=_shown(visit, told) if told else [],
        told=told,
        receivers=receivers,
        paid=_paid(visit, told) * receivers if told and told.messages else 0,
        now=notices_read.announced(city=visit.slug, at=visit.at),
        templates=_templates(visit),
    )


def tell(visit: Visit, approval: Approval) -> Sequence[tuple[Words, str]]:
    """What another official agrees on."""
    change = approval.change
    where = [gettext("City page")] if change["public"] else []
    receivers = len(residents.reachable(city=visit.slug))
    where += [gettext("Messages to %(n)s") % {"n": words.number(receivers)}] if change["messages"] else []
    return [
        (_("In Chinese"), change["zh"]),
        (_("In English"), change["en"]),
        (_("Until"), words.moment(datetime.fromisoformat(change["until"]))),
        (_("Where"), gettext(", ").join(where)),
    ]


def post(visit: Visit, approval: Approval) -> None:
    """Say it."""
    notices.announce(city=visit.slug, at=visit.at, approval_id=approval.id)


def _said(form: Write) -> Announcement:
    said = form.cleaned_data
    return Announcement(said["zh"].strip(), said["en"].strip(), said["until"], said["public"], said["messages"])


def _ask(visit: Visit, told: Announcement, why: str) -> UUID:
    change = told.json()
    return cities.request_approval(
        city=visit.slug,
        at=visit.at,
        subject_kind=SUBJECT,
        subject=uuid5(WHOLE_CITY, change_hash(change).hex()),
        change=change,
        reason=why,
        requester=visit.me.id,
    )


def _shown(visit: Visit, told: Announcement) -> list[Shown]:
    return [_show(visit, SUBJECT, language, {"words": getattr(told, language)}) for language in LANGUAGES]


def _paid(visit: Visit, told: Announcement) -> int:
    """Parts of one message: what is sent is Chinese, which everybody gets."""
    return _show(visit, SUBJECT, "zh", {"words": told.zh}).preview.length.segments


def _templates(visit: Visit) -> list[Shown]:
    """Every notice that the product sends by itself, filled with what means nobody."""
    known = notices_read.TEMPLATES
    return [
        _show(visit, name, language, {variable: EXAMPLES.get(variable, "8") for variable in known[name].variables})
        for name in known
        if name != SUBJECT
        for language in LANGUAGES
    ]


def _show(visit: Visit, name: str, language: str, facts: dict[str, Any]) -> Shown:
    city_name = visit.city.name[language]
    told = notices_read.preview(template=name, language=language, city_name=city_name, facts=facts)
    return Shown(name, LANGUAGES[language], told)
