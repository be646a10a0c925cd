"""Redeem a winning number of the city's own ballot: the number, and home delivery or a slot at an outlet."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from evenhand.apps.ballots import services as ballots
from evenhand.apps.ballots.services import Redeemed
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Mode, Role
from evenhand.web.kit import doors, releases
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.resident import ways


class Number(Form):
    """The number that the city's own ballot drew."""

    number = forms.CharField(
        label=_("Winning number"),
        help_text=_("As the city published it or sent it to you; blanks and hyphens do not matter."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    way = forms.ChoiceField(label=_("How you get it"), widget=forms.RadioSelect)

    def answer(self, outcome: Redeemed) -> None:
        """Say at the number why it was not taken. It is an answer and no refusal: its count must be kept."""
        facts: dict[str, object] = {"opens_at": outcome.again_at} if outcome.again_at else {}
        if outcome.reason is Reason.NUMBER_UNKNOWN:
            facts = {"tries_left": outcome.tries_left}
        if outcome.reason is not None:
            self.refuse(Refused(outcome.reason, "number", **facts))


@doors.open_to(Role.RESIDENT)
def redeem(visit: Visit, release: UUID) -> HttpResponse:
    """One number, once, by its person. Wrong ones are counted; another person's reads as unknown."""
    board = releases.one(visit.slug, visit.at, release)
    if board.release.terms.mode is not Mode.EXTERNAL_BALLOT:
        raise Refused(Reason.NOT_FOUND, "release")
    form = Number(visit.request.POST if visit.posted else None)
    offered = ways.offered(visit, board.release)
    form.choose("way", [(each.key, each.words) for each in offered])
    if visit.posted and form.is_valid():
        outcome = None
        with visit.attempt(form) as tried:
            outcome = _take(visit, release, form.cleaned_data)
        if tried.done and outcome:
            form.answer(outcome)
            if outcome.claim_id:
                visit.say(_now("Your number is redeemed."))
                return visit.go("resident:result", key=outcome.claim_id)
    return visit.render("resident/redeem.html", board=board, form=form.ready(), ways=offered)


def _take(visit: Visit, release: UUID, said: dict[str, str]) -> Redeemed:
    outcome = ballots.redeem(city=visit.slug, at=visit.at, release_id=release, person=visit.tag, number=said["number"])
    if outcome.claim_id and said["way"] != ways.HOME:
        fulfilment.take_slot(city=visit.slug, at=visit.at, claim_id=outcome.claim_id, slot_id=UUID(said["way"]))
    return outcome
