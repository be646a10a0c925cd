"""Verbs of the vault: sign in by phone, verify a person, enroll many, hand out passes, change the city's key."""

from evenhand.apps.residents.services.commitments import commitments
from evenhand.apps.residents.services.exporting import export
from evenhand.apps.residents.services.forgetting import Why, consent, drop_old, erase, withdraw
from evenhand.apps.residents.services.looking_up import (
    identify,
    look_up_name,
    look_up_phone,
    note_entered,
    require_looked_up,
)
from evenhand.apps.residents.services.passes import issue_pass, issue_passes
from evenhand.apps.residents.services.preferring import prefer_calls
from evenhand.apps.residents.services.recognizing import recognize
from evenhand.apps.residents.services.register import enroll, verify
from evenhand.apps.residents.services.rewrap import rewrap
from evenhand.apps.residents.services.rolls import examine
from evenhand.apps.residents.services.signin import CodeAsked, ask_code, confirm_code, drop_messages, sign_in
from evenhand.apps.residents.services.slips import seal_slip
from evenhand.apps.residents.services.spending import code_figures

__all__ = [
    "CodeAsked",
    "Why",
    "ask_code",
    "code_figures",
    "commitments",
    "confirm_code",
    "consent",
    "drop_messages",
    "drop_old",
    "enroll",
    "erase",
    "examine",
    "export",
    "identify",
    "issue_pass",
    "issue_passes",
    "look_up_name",
    "look_up_phone",
    "note_entered",
    "prefer_calls",
    "recognize",
    "require_looked_up",
    "rewrap",
    "seal_slip",
    "sign_in",
    "verify",
    "withdraw",
]
