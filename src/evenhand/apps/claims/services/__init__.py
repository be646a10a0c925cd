"""Verbs of claims, beside admission: counters, asking for somebody, giving back, carrying what is left, rights."""

from evenhand.apps.claims.services.asking import ask
from evenhand.apps.claims.services.assisting import claim_by_keys, claim_for, claim_through
from evenhand.apps.claims.services.counters import open_quotas, return_reserves
from evenhand.apps.claims.services.dials import preset_dial, turn_dial
from evenhand.apps.claims.services.entitlements import (
    Right,
    claim_id,
    issue_entitlements,
    lapse_entitlements,
    take_entitlement,
    withdraw_entitlements,
)
from evenhand.apps.claims.services.lobbies import draw as draw_lobbies
from evenhand.apps.claims.services.lobbies import freeze as freeze_lobbies
from evenhand.apps.claims.services.pouring import pour
from evenhand.apps.claims.services.repairing import made_good_by, make_good
from evenhand.apps.claims.services.returning import carry_leftovers, give_back

__all__ = [
    "Right",
    "ask",
    "carry_leftovers",
    "claim_by_keys",
    "claim_for",
    "claim_id",
    "claim_through",
    "draw_lobbies",
    "freeze_lobbies",
    "give_back",
    "issue_entitlements",
    "lapse_entitlements",
    "made_good_by",
    "make_good",
    "open_quotas",
    "pour",
    "preset_dial",
    "return_reserves",
    "take_entitlement",
    "turn_dial",
    "withdraw_entitlements",
]
