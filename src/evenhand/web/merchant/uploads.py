"""Lots that arrive in numbers: the factory's list as a file."""

from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.fulfilment import queries as fulfilment_read
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.core.workbooks import Column, Line
from evenhand.web.kit import doors, intake
from evenhand.web.kit.intake import Did, Intake
from evenhand.web.kit.visits import Visit
from evenhand.web.merchant import outlets


def _units(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValueError(text)
    return int(text)


def _degrees(text: str) -> int:
    """Tenths of a degree."""
    tenths = Decimal(text) * 10
    if not tenths.is_finite() or tenths != tenths.to_integral_value():
        raise ValueError(text)
    return int(tenths)


def _decimal(text: str) -> int:
    try:
        return _degrees(text)
    except ArithmeticError:
        raise ValueError(text) from None


def _take(visit: Visit, line: Line) -> tuple[Did, str]:
    said, outlet = line.values, outlets.own(visit)
    codes = {each.code: each.id for each in campaigns.campaigns(city=visit.slug)}
    if said["campaign"] not in codes:
        raise Refused(Reason.NOT_FOUND, "campaign")
    known = fulfilment_read.has_lot(city=visit.slug, outlet_id=outlet.id, code=said["code"])
    fulfilment.receive_lot(
        city=visit.slug,
        at=visit.at,
        outlet_id=outlet.id,
        campaign_id=codes[said["campaign"]],
        code=said["code"],
        source=said["source"],
        units=said["units"],
        by=visit.me.id,
        best_before=said["best_before"],
        temperature=said["temperature"],
    )
    return (Did.SAME if known else Did.NEW), ""


LOTS = Intake(
    name="lots",
    title=_("Lots from a file"),
    hint=_("The same code at the same outlet is the same lot: a file that comes twice changes nothing."),
    columns=(
        Column("code"),
        Column("source"),
        Column("campaign"),
        Column("units", _units),
        Column("best_before", date.fromisoformat, optional=True),
        Column("temperature", _decimal, optional=True),
    ),
    example=("L-2026-001", "Factory 1", "masks", "5000", "2028-12-31", ""),
    mark="code",
    take=_take,
)


@doors.open_to(Role.MERCHANT)
def lots(visit: Visit) -> HttpResponse:
    """Many lots at once."""
    return intake.page(visit, LOTS, "merchant/intake.html", outlet=outlets.own(visit))
