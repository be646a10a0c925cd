"""First come, first served: whoever asks while the window is open stands before the counter."""

from datetime import datetime

from evenhand.core.errors import Reason
from evenhand.core.modes.base import Decision, Refuse, Take, fault
from evenhand.core.terms import ReleaseTerms, Request


def decide(terms: ReleaseTerms, request: Request, now: datetime) -> Decision:
    """Take, or refuse: not_open, closed, units_invalid, out_of_area."""
    if now < terms.window.opens:
        return Refuse(Reason.NOT_OPEN, facts={"opens_at": terms.window.opens})
    if now >= terms.window.closes:
        return Refuse(Reason.CLOSED)
    return fault(terms, request) or Take()
