"""Verbs of settlement, by storey: post and close days, state periods for parties, correct what was posted."""

from evenhand.apps.settlement.services.billing import look_at_bill
from evenhand.apps.settlement.services.correcting import REVERSAL, correct
from evenhand.apps.settlement.services.posting import draw_statement, post_handovers
from evenhand.apps.settlement.services.stating import (
    approve_period,
    close_period,
    dispute_period,
    draw_period,
    settle_dispute,
)

__all__ = [
    "REVERSAL",
    "approve_period",
    "close_period",
    "correct",
    "dispute_period",
    "draw_period",
    "draw_statement",
    "look_at_bill",
    "post_handovers",
    "settle_dispute",
]
