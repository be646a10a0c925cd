"""Who used my document: all that was asked for in my name, and who looked me up; "not me" with one tap."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cases import queries as cases_read
from evenhand.apps.cases import services as cases
from evenhand.apps.claims import queries as claims
from evenhand.apps.claims.services import made_good_by
from evenhand.apps.residents import queries as residents
from evenhand.core.cases import CaseKind
from evenhand.core.people import LookupReason
from evenhand.core.terms import Channel, Role
from evenhand.web.kit import doors
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

CHANNELS: dict[Channel, Words] = {
    Channel.WEB: _("on this page"),
    Channel.HOTLINE: _("by the hotline"),
    Channel.OUTLET: _("at an outlet"),
    Channel.PARTNER: _("through a partner"),
}
MADE_GOOD = _("in place of what somebody else took")
LOOKED_UP: dict[LookupReason, Words] = {
    LookupReason.CLAIM: _("to claim for you"),
    LookupReason.PROGRESS: _("to say how an order stands"),
    LookupReason.CALLBACK: _("to call you back"),
    LookupReason.CORRECTION: _("to correct something"),
}


@doors.open_to(Role.RESIDENT)
def uses(visit: Visit) -> HttpResponse:
    """Times and channels; no names, no addresses."""
    goods = {each.id: each.policy.good.name for each in campaigns.releases(city=visit.slug)}
    mine = cases_read.of_person(city=visit.slug, person=visit.tag)
    disputed = {case.about for case in mine if case.kind is CaseKind.DISPUTE}
    made_good = {made_good_by(case.about) for case in mine if case.kind is CaseKind.DISPUTE and case.about}
    asked = claims.uses(city=visit.slug, person=visit.tag)
    return visit.render(
        "resident/uses.html",
        claims=[
            (
                each,
                goods[each.release_id],
                MADE_GOOD if each.id in made_good else CHANNELS[each.channel],
                each.id in disputed,
            )
            for each in asked
        ],
        lookups=[
            (each.at, LOOKED_UP[each.reason]) for each in residents.lookups(city=visit.slug, person_id=visit.me.id)
        ],
    )


@doors.open_to(Role.RESIDENT)
def not_me(visit: Visit, claim: UUID) -> HttpResponse:
    """ "That was not me": the goods stop, and somebody looks at it."""
    if visit.posted:
        with visit.attempt():
            cases.dispute(city=visit.slug, at=visit.at, person=visit.tag, claim_id=claim)
            visit.say(gettext("Noted. The goods are stopped, and somebody answers within 24 hours."))
    return visit.go("resident:uses")
