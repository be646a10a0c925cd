"""Verbs of ballots, by storey: a draw from its rules to its alternates; lists of winners and their numbers."""

from evenhand.apps.ballots.services.entering import enter, withdraw
from evenhand.apps.ballots.services.evidence import set_evidence
from evenhand.apps.ballots.services.fixing import (
    FREEZE_BEFORE_S,
    anchor_waiting,
    freeze,
    promise,
    reveal,
    seal_reveals,
    write_heads,
)
from evenhand.apps.ballots.services.holding import bring_round, fetch_rounds, hold_draw
from evenhand.apps.ballots.services.importing import Imported, import_winners
from evenhand.apps.ballots.services.offering import issue_rights, note_taken, offer_next, offer_returned
from evenhand.apps.ballots.services.publishing import propose, publish
from evenhand.apps.ballots.services.redeeming import Redeemed, lapse_numbers, redeem
from evenhand.apps.ballots.services.voiding import request_void, take_back, void_draw

__all__ = [
    "FREEZE_BEFORE_S",
    "Imported",
    "Redeemed",
    "anchor_waiting",
    "bring_round",
    "enter",
    "fetch_rounds",
    "freeze",
    "hold_draw",
    "import_winners",
    "issue_rights",
    "lapse_numbers",
    "note_taken",
    "offer_next",
    "offer_returned",
    "promise",
    "propose",
    "publish",
    "redeem",
    "request_void",
    "reveal",
    "seal_reveals",
    "set_evidence",
    "take_back",
    "void_draw",
    "withdraw",
    "write_heads",
]
