"""What a page remembers until the next one, sealed: a cookie lies in the browser, and a phone number is private."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest

from evenhand.core import keys

LIVES = timedelta(minutes=10)


def keep(request: HttpRequest, city: str, name: str, value: dict[str, str]) -> None:
    """Remember, for ten minutes, for this browser in this city."""
    request.session[name] = _box(city).encrypt(json.dumps(value).encode()).decode()


def kept(request: HttpRequest, city: str, name: str) -> dict[str, str] | None:
    """What was remembered. None: nothing, or too long ago, or in another city."""
    try:
        text = _box(city).decrypt(request.session.get(name, ""), ttl=int(LIVES.total_seconds()))
    except InvalidToken:
        return None
    value: dict[str, Any] = json.loads(text)
    return value


def _box(city: str) -> Fernet:
    return Fernet(urlsafe_b64encode(keys.derive(settings.EVENHAND_MASTER_KEY, "door", city)))
