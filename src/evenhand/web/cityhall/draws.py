"""Draws in city hall: rules that two officials agree on, and the ceremony as a room watches it.

An official's key and value never come here: what is handed in was signed on the official's own machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.ballots import queries as ballots_read
from evenhand.apps.ballots import services as ballots
from evenhand.apps.ballots.queries import Draw
from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.campaigns.queries import Release
from evenhand.apps.cities.queries import Approval
from evenhand.core.draw import canonical, officials
from evenhand.core.draw import void as voids
from evenhand.core.draw.flaws import Flawed
from evenhand.core.draw.void import Void
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Mode, Role
from evenhand.web import words
from evenhand.web.kit import doors, draws
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

FIRST_RANKS = 12
"""Winners whose codes a room reads on the wall."""
LONGEST = 4000


class Proposed(Form):
    """Rules of a release's draw, as one official proposes them."""

    release = forms.ChoiceField(label=_("Release"))
    officials = forms.CharField(
        label=_("Officials who bring chance"),
        help_text=_("One a line: role and public key, as `evenhand official keygen` prints it. Two or more."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)


class Said(Form):
    """What an official's own machine printed."""

    said = forms.CharField(
        label=_("What your machine printed"),
        help_text=_("One line, from `evenhand official commit` or `evenhand official reveal`."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
    )


class Voiding(Form):
    """A void that two officials have signed."""

    void = forms.CharField(
        label=_("What two officials signed"),
        help_text=_("One line, from `evenhand official void`: the second official signs beside the first."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)


@dataclass(frozen=True, slots=True)
class Speaker:
    """An official of the rules: what has come from them. `counts`: whether the seal holds their value."""

    role: str
    promised: bool
    revealed: bool
    counts: bool | None


@doors.open_to(Role.OFFICIAL)
def overview(visit: Visit) -> HttpResponse:
    """All draws, and the form that proposes the rules of the next."""
    form = Proposed(visit.request.POST if visit.posted else None)
    open_ones = _without_rules(visit)
    form.choose("release", [(str(each.id), _name(each)) for each in open_ones])
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            _propose(visit, form.cleaned_data)
        if tried.done:
            visit.say(gettext("Asked for. Another official decides."))
            return visit.go("cityhall:draws")
    known = [draws.of(visit, each) for each in ballots_read.draws(city=visit.slug)]
    return visit.render("cityhall/draws.html", draws=known, form=form.ready(), releases=open_ones)


@doors.open_to(Role.OFFICIAL, Role.AUDITOR)
def ceremony(visit: Visit, code: str) -> HttpResponse:
    """The page on the wall: where the draw stands, the hour of the next step, and then who has won."""
    shown = draws.shown(visit, code)
    form = Said(visit.request.POST if visit.posted else None)
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            _hand_in(visit, shown.draw, form.cleaned_data["said"])
        if tried.done:
            visit.say(gettext("Taken, and its signature is right."))
            return visit.go("cityhall:ceremony", code=code)
    return visit.render(
        "cityhall/ceremony.html",
        shown=shown,
        board=shown.board,
        form=form.ready(),
        speakers=_speakers(visit, shown.draw),
        speaks=visit.me.role is Role.OFFICIAL and shown.draw.state in ("published", "frozen"),
        may_void=visit.me.role is Role.OFFICIAL and shown.draw.state == "drawn" and not shown.ended_void,
        winners=ballots_read.winning_codes(city=visit.slug, draw=shown.draw, most=FIRST_RANKS) if shown.made else (),
    )


@doors.open_to(Role.OFFICIAL)
def void(visit: Visit, code: str) -> HttpResponse:
    """Ask that a result be set aside: two keys signed it, and at city hall a second official agrees."""
    shown = draws.shown(visit, code)
    form = Voiding(visit.request.POST if visit.posted else None)
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            read = _void(form.cleaned_data["void"])
            told = {"city": visit.slug, "at": visit.at, "draw_id": shown.draw.id, "by": visit.me.id}
            ballots.request_void(**told, void=read, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]  # one table
        if tried.done:
            visit.say(gettext("Asked for. Another official decides."))
            return visit.go("cityhall:ceremony", code=code)
    return visit.render("cityhall/void.html", shown=shown, form=form.ready())


def tell_void(visit: Visit, approval: Approval) -> Sequence[tuple[Words, str]]:
    """What a second official reads before a result is set aside."""
    found, record = ballots_read.draw(city=visit.slug, id=approval.subject), approval.change["void"]
    if found is None:
        return []
    return [
        (_("Draw"), found.code),
        (_("Goods"), _name(campaigns.release(city=visit.slug, id=found.release_id))),
        (_("Attempt"), words.number(record["attempt"] + 1)),
        (_("Why it does not count"), str(draws.VOID_REASONS[record["reason"]])),
    ]


def set_aside(visit: Visit, approval: Approval) -> None:
    """The result counts no more, in public."""
    read = _void(canonical.write(approval.change).decode())
    ballots.void_draw(city=visit.slug, at=visit.at, draw_id=approval.subject, void=read)


def _void(said: str) -> Void:
    """Refused: INPUT_INVALID (void)."""
    try:
        return voids.read(said.encode())
    except Flawed:
        raise Refused(Reason.INPUT_INVALID, "void") from None


def tell(visit: Visit, approval: Approval) -> Sequence[tuple[Words, str]]:
    """What a second official reads before the rules are published."""
    found = ballots_read.draw(city=visit.slug, id=approval.subject)
    if found is None:
        return []
    terms = found.rules.terms
    said: list[tuple[Words, str]] = [
        (_("Draw"), found.code),
        (_("Goods"), _name(campaigns.release(city=visit.slug, id=found.release_id))),
        (_("Can win"), words.number(found.places)),
        (_("Chance"), words.moment(found.drawn_at)),
        (_("Rules"), found.rules.digest.hex()),
    ]
    return [*said, *((_("Official"), f"{each.role} · {each.key}") for each in terms.officials)]


def publish(visit: Visit, approval: Approval) -> None:
    """The rules are public from now on, and nobody changes them."""
    ballots.publish(city=visit.slug, at=visit.at, draw_id=approval.subject, by=visit.me.id)


def _propose(visit: Visit, said: dict[str, str]) -> None:
    """Refused: INPUT_INVALID (officials)."""
    ballots.propose(
        city=visit.slug,
        at=visit.at,
        release_id=UUID(said["release"]),
        officials=[_official(line) for line in said["officials"].splitlines() if line.strip()],
        by=visit.me.id,
        reason=said["reason"],
    )


def _official(line: str) -> tuple[str, str]:
    """Role and key of a line: the key stands last."""
    role, _space, key = line.strip().rpartition(" ")
    if not role:
        raise Refused(Reason.INPUT_INVALID, "officials")
    return role.strip(" ,:"), key.lower()


def _hand_in(visit: Visit, draw: Draw, said: str) -> None:
    """A promise before the freeze, a value after it. Refused: INPUT_INVALID, and what the services refuse."""
    told = {"city": visit.slug, "at": visit.at, "draw_id": draw.id, "by": visit.me.id}
    raw = said.strip().encode()
    try:
        if draw.state == "published":
            ballots.promise(**told, said=officials.read_commitment(raw))  # type: ignore[arg-type]  # one table for both
        else:
            ballots.reveal(**told, said=officials.read_reveal(raw))  # type: ignore[arg-type]  # one table for both
    except Flawed:
        raise Refused(Reason.INPUT_INVALID, "said") from None


def _speakers(visit: Visit, draw: Draw) -> list[Speaker]:
    came = {(each.kind, each.index) for each in ballots_read.words(city=visit.slug, draw_id=draw.id)}
    sealed = ballots_read.sealed_officials(draw)
    return [
        Speaker(
            each.role,
            ("commit", each.index) in came,
            ("reveal", each.index) in came,
            each.index in sealed if draw.seal else None,
        )
        for each in draw.rules.terms.officials
    ]


def _without_rules(visit: Visit) -> list[Release]:
    drawn = ballots_read.draws(city=visit.slug)
    known = {each.release_id for each in drawn if not ballots_read.is_declined(city=visit.slug, draw=each)}
    return [
        each
        for each in campaigns.releases(city=visit.slug)
        if each.terms.mode is Mode.BALLOT and each.terms.window.opens > visit.at and each.id not in known
    ]


def _name(release: Release) -> str:
    return f"{words.of(release.policy.good.name)} · {words.moment(release.terms.window.opens)}"
