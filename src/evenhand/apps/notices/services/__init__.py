"""Verbs of notices: tell persons something, send a sign-in code, hand what waits to the gateway."""

from evenhand.apps.notices.services.announcing import announce
from evenhand.apps.notices.services.sending import send_waiting
from evenhand.apps.notices.services.telling import Told, in_vault, send_code, tell

__all__ = ["Told", "announce", "in_vault", "send_code", "send_waiting", "tell"]
