"""The audit chain: each link's digest covers the link before it, so nothing can be changed, dropped or moved unseen."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

PREFIX = b"evenhand/journal/1\0"
START = bytes(32)


def link(before: bytes, event_id: UUID, kind: str, subject: UUID, data: Mapping[str, Any], at: datetime) -> bytes:
    """SHA-256 over the digest before and the event: ids, kind, data as sorted JSON, time in Unix microseconds."""
    micros = int(at.timestamp()) * 1_000_000 + at.microsecond
    fields = [str(event_id), kind, str(subject), data, micros]
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(PREFIX + before + text.encode()).digest()
