"""External ballot: the city drew by itself; whoever holds a winning number redeems it."""

from datetime import datetime

from evenhand.core.errors import Reason
from evenhand.core.modes.base import Decision, Redeem, Refuse
from evenhand.core.terms import ReleaseTerms, Request


def decide(terms: ReleaseTerms, request: Request, now: datetime) -> Decision:
    """Redeem, or refuse: not_open, closed, out_of_area. How many units, the number says."""
    if now < terms.window.opens:
        return Refuse(Reason.NOT_OPEN, facts={"opens_at": terms.window.opens})
    if now >= terms.window.closes:
        return Refuse(Reason.CLOSED)
    if request.district not in terms.districts:
        return Refuse(Reason.OUT_OF_AREA)
    return Redeem()
