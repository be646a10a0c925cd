"""RFC 8785 JSON for the values a draw publishes: whole numbers within 2^53-1, plain keys, no floats.

Keys are ASCII, so that sorting by code point is sorting by UTF-16 unit. `read` accepts the one canonical spelling only:
whoever hashes the bytes and whoever hashes the values must come to the same digest.
"""

import json
import re
from typing import Any

from evenhand.core.draw.flaws import Flaw, Flawed

LARGEST = 2**53 - 1
DEEPEST = 16
KEY = re.compile(r"[A-Za-z0-9_]{1,40}")


def write(value: object) -> bytes:
    """The canonical bytes of a value. Flawed: NOT_CANONICAL, if it has none."""
    _check(value, "", DEEPEST)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def read(raw: bytes, field: str = "") -> Any:
    """The value that these canonical bytes spell. Flawed: NOT_CANONICAL, for any other bytes."""
    try:
        value = json.loads(raw.decode())
    except (ValueError, RecursionError):
        raise Flawed(Flaw.NOT_CANONICAL, field, "is not JSON in UTF-8") from None
    if write(value) != raw:
        raise Flawed(Flaw.NOT_CANONICAL, field, "is not in canonical form (RFC 8785)")
    return value


def _check(value: object, at: str, deeper: int) -> None:
    if not deeper:
        raise Flawed(Flaw.NOT_CANONICAL, at, "is nested too deeply")
    if isinstance(value, dict):
        for key, each in value.items():
            _check_key(key, at)
            _check(each, f"{at}.{key}".lstrip("."), deeper - 1)
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            _check(each, f"{at}[{index}]", deeper - 1)
    else:
        _check_scalar(value, at)


def _check_key(key: object, at: str) -> None:
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise Flawed(Flaw.NOT_CANONICAL, at, "keys are one to forty of A-Z a-z 0-9 _")


def _check_scalar(value: object, at: str) -> None:
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise Flawed(Flaw.NOT_CANONICAL, at, "contains a lone surrogate")
    elif isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > LARGEST:
            raise Flawed(Flaw.NOT_CANONICAL, at, "is beyond 2^53-1")
    elif value is not None and not isinstance(value, bool):
        raise Flawed(Flaw.NOT_CANONICAL, at, "is neither a whole number, text, true, false nor null")
