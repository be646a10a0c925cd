"""Accounts at payment and message services, with their keys: a file of their own, never the database."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evenhand.config import options
from evenhand.config.errors import Misconfigured


def read(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Tables by service; empty where no file is named. Misconfigured: unreadable, no TOML, or open to others."""
    name = options.text("EVENHAND_ACCOUNTS", environ)
    if not name:
        return {}
    file = Path(name)
    try:
        mode, text = file.stat().st_mode, file.read_text(encoding="utf-8")
        told = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"EVENHAND_ACCOUNTS {file} can't be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"EVENHAND_ACCOUNTS {file} is no TOML: {error}") from error
    if mode & 0o077:
        raise Misconfigured(f"EVENHAND_ACCOUNTS {file} is open to others; close it: chmod 600 {file}")
    return told
