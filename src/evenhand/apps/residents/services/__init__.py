"""Verbs of the vault: sign in by phone, verify a person, enroll many, hand out passes, change the city's key."""

from evenhand.apps.residents.services.passes import issue_pass, issue_passes
from evenhand.apps.residents.services.preferring import prefer_calls
from evenhand.apps.residents.services.register import enroll, verify
from evenhand.apps.residents.services.rewrap import rewrap
from evenhand.apps.residents.services.signin import CodeAsked, ask_code, confirm_code, drop_messages, sign_in

__all__ = [
    "CodeAsked",
    "ask_code",
    "confirm_code",
    "drop_messages",
    "enroll",
    "issue_pass",
    "issue_passes",
    "prefer_calls",
    "rewrap",
    "sign_in",
    "verify",
]
