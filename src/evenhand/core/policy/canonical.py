"""The one JSON form of a policy, its text and its hash. Keys are sorted, nothing is left out, not even a default.

A default that a later version changes must not change what a city published: therefore every value is written.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from hashlib import sha256
from typing import Any

from evenhand.core.policy.scalars import SPELLINGS


def policy_json(value: object) -> Any:
    """A policy, or any part of one, as JSON values that its reader takes back."""
    if type(value) in SPELLINGS:
        return SPELLINGS[type(value)](value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {field.name: policy_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: policy_json(each) for name, each in value.items()}
    return [policy_json(each) for each in value] if isinstance(value, tuple) else value


def canonical_text(data: object) -> str:
    """JSON values as one text: keys sorted, no spaces."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def policy_hash(value: object) -> str:
    """SHA-256 of the canonical text in UTF-8, as 64 hex digits."""
    return sha256(canonical_text(policy_json(value)).encode()).hexdigest()
