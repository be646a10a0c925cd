"""Ballot: whoever enters while the window is open takes part in the draw; nobody is ahead by being early."""

from datetime import datetime

from evenhand.core.errors import Reason
from evenhand.core.modes.base import Decision, Enter, Refuse
from evenhand.core.terms import ReleaseTerms, Request


def decide(terms: ReleaseTerms, request: Request, now: datetime) -> Decision:
    """Enter, or refuse: not_open, closed, units_invalid, out_of_area."""
    if now < terms.window.opens:
        return Refuse(Reason.NOT_OPEN, facts={"opens_at": terms.window.opens})
    if now >= terms.window.closes:
        return Refuse(Reason.CLOSED)
    if not terms.units.allows(request.units):
        return Refuse(Reason.UNITS_INVALID, "units")
    if request.district not in terms.districts:
        return Refuse(Reason.OUT_OF_AREA)
    return Enter()
