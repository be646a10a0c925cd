"""The merchant's own statements: to read, to keep, to dispute before they are settled."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext

from evenhand.apps.settlement import queries as settlement_read
from evenhand.apps.settlement import services as settlement
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web.cityhall.statements import Disputed
from evenhand.web.kit import doors, periods, tables
from evenhand.web.kit.visits import Visit
from evenhand.web.merchant import outlets


@doors.open_to(Role.MERCHANT)
def statements(visit: Visit) -> HttpResponse:
    """What was stated for this outlet."""
    outlet = outlets.own(visit)
    found = settlement_read.periods(city=visit.slug, outlet_id=outlet.id)
    listed = [periods.shown(visit.slug, each) for each in found]
    return visit.render("merchant/statements.html", outlet=outlet, statements=listed)


@doors.open_to(Role.MERCHANT)
def statement(visit: Visit, period: UUID) -> HttpResponse:
    """One of them, with its evidence; a dispute stops its closing."""
    outlet = outlets.own(visit)
    found = settlement_read.period(city=visit.slug, id=period)
    if found.outlet_id != outlet.id:
        raise Refused(Reason.NOT_FOUND, "period")
    if (kind := visit.request.GET.get("format", "")) in {"pdf", "xlsx"}:
        return periods.file(visit, found, kind)
    form = Disputed(visit.request.POST if visit.posted else None)
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            settlement.dispute_period(
                city=visit.slug, at=visit.at, period_id=period, by=visit.me.id, words=form.cleaned_data["dispute"]
            )
        if tried.done:
            visit.say(gettext("The city will answer. Until then the statement is not settled."))
            return visit.go("merchant:statement", period=period)
    lines, lots = periods.evidence(visit.slug, found)
    return visit.render(
        "merchant/statement.html",
        outlet=outlet,
        shown=periods.shown(visit.slug, found),
        sums=tables.build(periods.SUMS, sorted(found.sums.items()), {}),
        lots=tables.build(periods.LOTS, lots, {}),
        entries=len(lines),
        form=form.ready(),
    )
