"""The surge dial: how far the gate is open, for one release or the whole city; live, with who turned it on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.campaigns.queries import Release
from evenhand.apps.cities import queries as cities
from evenhand.apps.claims import queries as claims_read
from evenhand.apps.claims import services as claims
from evenhand.apps.claims.queries import Turned
from evenhand.apps.journal import queries as journal
from evenhand.core.dial import WHOLE_CITY, Admit, Dial
from evenhand.core.terms import Role
from evenhand.web import states, words
from evenhand.web.kit import doors
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

TURNS_SHOWN = 20
MOST_PER_S = 100_000
ADMITS: dict[Admit, Words] = {
    Admit.ALL: _("Everybody, as fast as it goes"),
    Admit.RATE: _("So many a second; the others wait"),
    Admit.LOBBY: _("Only to wait: nobody is served yet"),
    Admit.READ_ONLY: _("Nothing new; answers that stand are told"),
    Admit.CLOSED: _("Closed"),
}


class Turn(Form):
    """Where the dial goes."""

    subject = forms.ChoiceField(label=_("For"))
    admit = forms.ChoiceField(label=_("Let in"), choices=[(admit.value, word) for admit, word in ADMITS.items()])
    per_s = forms.IntegerField(
        label=_("A second"),
        required=False,
        min_value=1,
        max_value=MOST_PER_S,
        help_text=_("Only with so many a second: all gate processes together."),
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """One dial as it stands, or as it was turned."""

    of: str
    state: states.State
    word: Words
    per_s: int | None
    by: str
    at: datetime | None


@doors.open_to(Role.OFFICIAL)
def dial(visit: Visit) -> HttpResponse:
    """How each dial stands, what was turned before, and the form to turn one."""
    names = _names(visit)
    form = Turn(visit.request.POST if visit.posted else None)
    form.choose("subject", [(str(subject), name) for subject, name in names.items()])
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            _turn(visit, form)
        if tried.done:
            visit.say(gettext("Turned. Every gate knows it now."))
            return visit.go("cityhall:dial")
    stand = {turned.subject: turned for turned in claims_read.dials(city=visit.slug)}
    dials = [_setting(visit, name, stand.get(subject)) for subject, name in names.items()]
    return visit.render("cityhall/dial.html", form=form.ready(), dials=dials, turns=_turns(visit, names))


def _turn(visit: Visit, form: Turn) -> None:
    said = form.cleaned_data
    claims.turn_dial(
        city=visit.slug,
        at=visit.at,
        subject=UUID(said["subject"]),
        dial=Dial(Admit(said["admit"]), said["per_s"]),
        by=visit.me.id,
    )


def _names(visit: Visit) -> dict[UUID, str]:
    """What a dial can be turned for: the city, and every release that is not over."""
    coming = [each for each in campaigns.releases(city=visit.slug) if each.terms.window.closes > visit.at]
    return {WHOLE_CITY: gettext("The whole city"), **{each.id: _name(each) for each in coming}}


def _name(release: Release) -> str:
    return f"{words.of(release.policy.good.name)} · {words.moment(release.terms.window.opens)}"


def _setting(visit: Visit, name: str, turned: Turned | None) -> Setting:
    dial = turned.dial if turned else Dial()
    by = _who(visit, turned.by) if turned else gettext("The policy")
    at = turned.at if turned else None
    return Setting(name, states.state(f"dial_{dial.admit}"), ADMITS[dial.admit], dial.per_s, by, at)


def _turns(visit: Visit, names: dict[UUID, str]) -> Sequence[Setting]:
    """The last turns, newest first, as the journal holds them."""
    found = [
        (fact.at, _setting(visit, name, Turned(subject, _dial(fact), UUID(fact.data["by"]), fact.at)))
        for subject, name in names.items()
        for fact in journal.history(city=visit.slug, subjects=[subject])
        if fact.kind == "DialTurned"
    ]
    return [setting for _, setting in sorted(found, key=lambda each: each[0], reverse=True)[:TURNS_SHOWN]]


def _dial(fact: journal.Fact) -> Dial:
    return Dial(Admit(fact.data["admit"]), fact.data["per_s"] or None)


def _who(visit: Visit, staff_id: UUID) -> str:
    """Who turned it. A release begins as its policy says."""
    if staff_id == WHOLE_CITY:
        return gettext("The policy")
    member = cities.staff_member(city=visit.slug, staff_id=staff_id)
    return member.name if member else str(staff_id)
