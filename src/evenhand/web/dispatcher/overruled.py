"""The words of what a dispatcher decides, and what was decided about a thing before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.dispatch.queries import Route
from evenhand.apps.dispatch.services import Preference, Trouble, Urgency
from evenhand.apps.handover.services import Ground, Verdict
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

WORDS: dict[str, Words] = {
    Trouble.VEHICLE_BROKEN: _("the vehicle broke down"),
    Trouble.ACCIDENT: _("an accident"),
    Trouble.UNWELL: _("the rider is unwell"),
    Trouble.UNREACHABLE: _("nobody can reach the rider"),
    Urgency.PROMISE_AT_RISK: _("its promise is at risk"),
    Urgency.RESIDENT_LEAVES: _("the resident has to leave"),
    Urgency.VULNERABLE: _("the resident is old or ill"),
    Preference.VAN_NEEDED_ELSEWHERE: _("the van is needed elsewhere"),
    Preference.ROAD_CLOSED: _("a road is closed"),
    Preference.RIDERS_TIRED: _("the riders are tired"),
}
VERDICTS: dict[Verdict, Words] = {
    Verdict.NEW_CODE: _("A new code; the rider asks for it"),
    Verdict.HAND_OVER: _("Hand over without a code"),
    Verdict.SEND_BACK: _("Back to the outlet"),
    Verdict.WRITE_OFF: _("Write off: nobody can get this parcel any more"),
}
GROUNDS: dict[Ground, Words] = {
    Ground.CALLED_BACK: _("we called the person back at the phone we know"),
    Ground.KNOWS_DOCUMENT: _("the person knows the last four of the document"),
    Ground.CODE_LOST: _("the person has lost the code"),
    Ground.SUSPICION: _("somebody else may be asking"),
    Ground.NO_ANSWER: _("nobody answers"),
    Ground.LOST: _("it was lost on the way"),
    Ground.DAMAGED: _("it was damaged on the way"),
}
KINDS: dict[str, Words] = {
    "far_option": _("Goes another way than compares best"),
    "put_next": _("Put first"),
    "take_over": _("Taken over by others"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A decision as a page says it."""

    word: str
    at: datetime


def told(visit: Visit, subjects: Sequence[UUID]) -> list[Told]:
    """What was decided about these, oldest first."""
    found = dispatch.overrides(city=visit.slug, subjects=subjects)
    return [Told(f"{KINDS[each.kind]}: {WORDS[each.reason]}", each.at) for each in found]


def load_name(visit: Visit, route: Route) -> str:
    """Where a route loads, in words: a drop-off point's code, or whom the rider meets. Empty: at the outlet."""
    if route.load is None:
        return ""
    try:
        met = cities.staff_member(city=visit.slug, staff_id=UUID(route.load.at))
    except ValueError:
        return route.load.at
    return gettext("where %(name)s is met") % {"name": met.name if met else ""}
