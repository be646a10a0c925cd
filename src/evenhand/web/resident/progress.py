"""Progress: where the parcel is, and the code that gets it."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.handover import queries as handover
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import calendar as calendars
from evenhand.web.kit import doors
from evenhand.web.kit.visits import Visit
from evenhand.web.resident import parcels

ENDED = (OrderState.HANDED_OVER, OrderState.CANCELLED, OrderState.BACK)
"""Where no code opens anything any more."""


@doors.open_to(Role.RESIDENT)
def progress(visit: Visit, order: UUID) -> HttpResponse:
    """The steps from reserved to handed over, with their times."""
    mine = parcels.own(visit, order)
    release = campaigns.release(city=visit.slug, id=mine.release_id)
    return visit.render(
        "resident/progress.html",
        order=mine,
        steps=parcels.way(visit.slug, mine, disinfect=release.policy.fulfilment.disinfect),
        outlet=fulfilment.outlet(city=visit.slug, id=mine.outlet_id),
        policy=release.policy,
    )


@doors.open_to(Role.RESIDENT)
def code(visit: Visit, order: UUID) -> HttpResponse:
    """Six digits and a QR, for the moment at which the parcel is seen. Refused: NOT_YET, before it is on its way."""
    mine = parcels.own(visit, order)
    if mine.state in ENDED:
        return visit.go("resident:progress", order=mine.id)
    shown = handover.code_of(city=visit.slug, order_id=mine.id, at=visit.at)
    if shown is None:
        raise Refused(Reason.NOT_YET)
    return visit.render("resident/code.html", order=mine, shown=shown, halves=(shown.digits[:3], shown.digits[3:]))


@doors.open_to(Role.RESIDENT)
def calendar(visit: Visit, order: UUID) -> HttpResponse:
    """The promised time for the person's own calendar."""
    mine = parcels.own(visit, order)
    good = words.of(campaigns.release(city=visit.slug, id=mine.release_id).policy.good.name)
    return calendars.event(
        name="evenhand",
        uid=str(mine.id),
        at=mine.promised_by - timedelta(hours=1),
        ends=mine.promised_by,
        title=gettext("%(good)s: delivery, somebody at home") % {"good": good},
        url=visit.request.build_absolute_uri(visit.url("resident:progress", order=mine.id)),
        made=mine.placed_at,
    )
