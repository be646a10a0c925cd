"""Verbs of notices: tell persons something, send a sign-in code, hand what waits to the gateway."""

from evenhand.apps.notices.services.sending import send_waiting
from evenhand.apps.notices.services.telling import Told, send_code, tell

__all__ = ["Told", "send_code", "send_waiting", "tell"]
