"""The impact assessment: what becomes of personal data here, said by what is really configured at this moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities
from evenhand.apps.residents import queries as residents
from evenhand.apps.residents.services.looking_up import CAP
from evenhand.core.people import NEEDED, RECIPIENTS, Purpose
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors, papers, sheets
from evenhand.web.kit.visits import Visit
from evenhand.web.resident.forms import CONSENTS
from evenhand.web.words import Words

RECEIVERS: dict[str, Words] = {
    "city": _("the city"),
    "outlet": _("the outlet and its rider"),
    "sms": _("the message service"),
}
SOCKETS: dict[str, Words] = {
    "sms": _("Messages"),
    "voice": _("Voice calls"),
    "payment": _("Payment"),
    "maps": _("Maps"),
    "beacon": _("Beacon"),
    "anchors": _("Places where draws are anchored"),
    "hooks": _("Partners’ servers"),
    "telephone": _("Telephone menu"),
}
SEERS: dict[Role, Words] = {
    Role.AGENT: _("Agents: one person at a time, found exactly and for a reason"),
    Role.MERCHANT: _("Merchants: masked, their own orders"),
    Role.RIDER: _("Riders: masked phone; the address only while the order is theirs"),
    Role.DISPATCHER: _("Dispatchers: places of stops, no names"),
    Role.OFFICIAL: _("Officials: the list only behind masks and by two"),
    Role.AUDITOR: _("Auditors: facts and figures, no names"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One question of the assessment with its answers: what, and how it is here."""

    title: Words
    rows: Sequence[tuple[Words, Words]]


@doors.open_to(Role.OFFICIAL, Role.AUDITOR)
def assessment(visit: Visit) -> HttpResponse:
    """The assessment as a page, or on paper to be signed and kept."""
    context = {"city": visit.city, "at": visit.at, "parts": parts(visit), "doubts": doubts(visit)}
    if visit.request.GET.get("format") == "pdf":
        return sheets.attachment(f"assessment-{visit.slug}", papers.pdf("papers/assessment.html", context), "pdf")
    return visit.render("cityhall/assessment.html", parts=context["parts"], doubts=context["doubts"])


def parts(visit: Visit) -> list[Part]:
    """Every question, answered from the policy, the rooms and the sockets as they stand."""
    return [
        Part(_("What for"), _purposes()),
        Part(_("What is shared, and who may have it"), _campaigns(visit)),
        Part(_("What is kept, and how long"), _kept(visit)),
        Part(_("Who sees it"), _seers(visit)),
        Part(_("Which services are plugged in"), _sockets()),
    ]


def doubts(visit: Visit) -> list[Words]:
    """What somebody has to look at before people come."""
    return [said for doubted, said in DOUBTS if doubted(visit)]


def _purposes() -> list[tuple[Words, Words]]:
    need = {True: gettext("needed"), False: gettext("may be refused and withdrawn")}
    return [(CONSENTS[each][0], f"{RECEIVERS[RECIPIENTS[each]]}; {need[each in NEEDED]}") for each in Purpose]


def _campaigns(visit: Visit) -> list[tuple[Words, Words]]:
    found = campaigns.campaigns(city=visit.slug)
    return [(words.of(each.policy.good.name), _limit(each)) for each in found]


def _limit(campaign: campaigns.Campaign) -> str:
    rule = campaign.policy.limits.person
    return gettext("at most %(units)s %(unit)s a person in %(every)s") % {
        "units": words.number(rule.units),
        "unit": words.of(campaign.policy.good.unit),
        "every": words.duration(rule.every),
    }


def _kept(visit: Visit) -> list[tuple[Words, Words]]:
    persons = residents.known(city=visit.slug)
    keep = campaigns.kept(city=visit.slug)
    cells = {each.policy.privacy.small_cell for each in campaigns.campaigns(city=visit.slug)}
    return [
        (_("Persons known"), words.number(persons)),
        (
            _("Name, phone, document, address"),
            gettext("sealed under a key of each person’s own; found by keyed hashes"),
        ),
        (_("Age"), gettext("as a band; sex and birthplace are never looked at")),
        (_("Forgotten after nothing for"), words.duration(keep) if keep else gettext("nothing is offered yet")),
        (_("Figures of fewer than so many persons are merged"), words.number(max(cells, default=0)) if cells else "–"),
    ]


def _seers(visit: Visit) -> list[tuple[Words, Words]]:
    many = {role: len(cities.staff(city=visit.slug, role=role)) for role in SEERS}
    rows: list[tuple[Words, Words]] = [
        (SEERS[role], ngettext("%(n)s person", "%(n)s persons", n) % {"n": words.number(n)}) for role, n in many.items()
    ]
    return [*rows, (_("Look-ups of one agent in an hour, at most"), words.number(CAP))]


def _sockets() -> list[tuple[Words, Words]]:
    return [(SOCKETS.get(name, name), path) for name, path in sorted(settings.EVENHAND_ADAPTERS.items())]


def _fakes(_: Visit) -> bool:
    return any(".fake" in path for path in settings.EVENHAND_ADAPTERS.values())


def _lonely(visit: Visit) -> bool:
    return len(cities.staff(city=visit.slug, role=Role.OFFICIAL)) <= 1


def _unaudited(visit: Visit) -> bool:
    return not cities.staff(city=visit.slug, role=Role.AUDITOR)


DOUBTS: Sequence[tuple[Callable[[Visit], bool], Words]] = (
    (lambda visit: visit.city.rehearsal, _("This city rehearses: nobody real may be entered.")),
    (_fakes, _("A service is played by a fake, which is for rehearsals only.")),
    (_lonely, _("There is one official at most: nothing can be approved by a second person.")),
    (_unaudited, _("There is no auditor.")),
    (lambda visit: not campaigns.campaigns(city=visit.slug), _("Nothing is offered, so nobody’s data is needed yet.")),
)
