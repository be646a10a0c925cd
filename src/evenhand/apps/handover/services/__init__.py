"""Verbs of handover, by storey: codes, and tries at a door."""

from evenhand.apps.handover.services.attempts import hand_over, record_failure
from evenhand.apps.handover.services.codes import issue_codes, reissue_code
from evenhand.apps.handover.services.visits import Outcome

__all__ = ["Outcome", "hand_over", "issue_codes", "record_failure", "reissue_code"]
