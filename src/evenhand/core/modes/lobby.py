"""Lobby: who comes before the hour waits, in an order drawn at the hour; who comes later stands behind them."""

from datetime import datetime

from evenhand.core.errors import Reason
from evenhand.core.modes.base import Decision, Refuse, Take, Wait, fault
from evenhand.core.terms import ReleaseTerms, Request


def decide(terms: ReleaseTerms, request: Request, now: datetime) -> Decision:
    """Wait before the hour, Take after it, or refuse: not_open, closed, units_invalid, out_of_area."""
    if now < terms.window.opens - terms.lobby:
        return Refuse(Reason.NOT_OPEN, facts={"opens_at": terms.window.opens - terms.lobby})
    if now >= terms.window.closes:
        return Refuse(Reason.CLOSED)
    return fault(terms, request) or (Wait() if now < terms.window.opens else Take())
