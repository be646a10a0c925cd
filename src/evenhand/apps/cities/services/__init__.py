"""Verbs of cities."""

from evenhand.apps.cities.services.access import enroll, invite, secret, sign_in
from evenhand.apps.cities.services.approvals import approve, decline, request_approval
from evenhand.apps.cities.services.clock import set_clock
from evenhand.apps.cities.services.freezing import freeze, thaw
from evenhand.apps.cities.services.loading import load_city
from evenhand.apps.cities.services.staff import add_staff, retire_staff

__all__ = [
    "add_staff",
    "approve",
    "decline",
    "enroll",
    "freeze",
    "invite",
    "load_city",
    "request_approval",
    "retire_staff",
    "secret",
    "set_clock",
    "sign_in",
    "thaw",
]
