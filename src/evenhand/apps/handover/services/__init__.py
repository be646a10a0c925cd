"""Verbs of handover, by storey: codes, tries at a door, decisions by phone, and parcels collected at an outlet."""

from evenhand.apps.handover.queries import Ground, Verdict
from evenhand.apps.handover.services.attempts import hand_over, record_failure
from evenhand.apps.handover.services.codes import issue_codes, reissue_code, say_codes
from evenhand.apps.handover.services.decisions import KNOWN, LOSSES, decide
from evenhand.apps.handover.services.pickup import pick_up
from evenhand.apps.handover.services.visits import Outcome

__all__ = [
    "KNOWN",
    "LOSSES",
    "Ground",
    "Outcome",
    "Verdict",
    "decide",
    "hand_over",
    "issue_codes",
    "pick_up",
    "record_failure",
    "reissue_code",
    "say_codes",
]
