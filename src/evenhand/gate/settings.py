"""What the gate reads from its environment."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the database is, and the key from which passes are signed."""

    database_url: str
    master_key: bytes


def from_environment() -> Settings:
    """EVENHAND_DATABASE_URL and EVENHAND_KEY (hex) or EVENHAND_KEY_FILE. KeyError, OSError, ValueError: wrong."""
    key = os.environ.get("EVENHAND_KEY") or Path(os.environ["EVENHAND_KEY_FILE"]).read_text(encoding="ascii")
    return Settings(os.environ["EVENHAND_DATABASE_URL"], bytes.fromhex(key.strip()))
