"""A draw's rules in their simplest true form, and ways to say them otherwise."""

from copy import deepcopy
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.core.draw import signatures
from tests.core.draw import published

LOG_KEY = Ed25519PrivateKey.from_private_bytes(b"log".ljust(32, b"\0"))
OFFICIALS = [Ed25519PrivateKey.from_private_bytes(bytes([index + 1]) * 32) for index in range(2)]
ROUND = 1000
DRAWN = published.QUICKNET["genesis_time"] + (ROUND - 1) * published.QUICKNET["period"]
"""When quicknet's round 1000 appeared."""

MANUAL = {
    "id": "ex",
    "parts": [{"n": 9999, "k": 1, "kind": "set"}, {"n": 45, "k": 5, "kind": "set"}],
}


def official(index: int) -> dict[str, Any]:
    key = signatures.public_of(OFFICIALS[index])
    return {"index": index, "role": f"official {index}", "key": key.hex()}


RULES: dict[str, Any] = {
    "v": 1,
    "draw_id": "lakeside-masks-7",
    "series": "masks",
    "city": "lakeside",
    "campaign": "masks",
    "release": "2026-12-05",
    "level": "A",
    "entry_opens": DRAWN - 90_000,
    "entry_closes": DRAWN - 3600,
    "reveal_closes": DRAWN - 600,
    "log_key": signatures.public_of(LOG_KEY).hex(),
    "head_interval_s": 300,
    "merge_delay_s": 60,
    "officials": [official(0), official(1)],
    "sources": {
        "t": DRAWN,
        "drand": {"t": DRAWN, "round": ROUND, "chain": published.QUICKNET},
        "committed": None,
        "manual": [MANUAL],
    },
    "fallbacks": [],
    "relays": ["https://api.drand.sh", "https://drand.cloudflare.com"],
    "weights": {"algorithm": "tickets", "max": 6, "ladder": [[0, 1], [1, 2], [3, 3], [6, 6]], "miss": "keep"},
    "household": {"mode": "capped", "cap": 1, "definition": "who lives at one address"},
    "categories": [
        {"code": "elders", "winners": 2, "units": 5, "who": "elders", "unused": "everyone"},
        {"code": "everyone", "winners": 3, "units": 5, "who": "all", "unused": "hold"},
    ],
    "alternates": {"count": 2, "wave_s": 7200},
    "cooloff_days": 30,
    "rollover_draws": 2,
    "hardship_units": 10,
    "publication": "full",
    "auditors": [],
}


def rules_table(**changes: Any) -> dict[str, Any]:
    """The rules with other values; a key such as `weights__max` reaches inside."""
    table = deepcopy(RULES)
    for path, value in changes.items():
        *inside, last = path.split("__")
        part: Any = table
        for step in inside:
            part = part[int(step) if step.isdigit() else step]
        part[last] = value
    return table


def lottery(name: str) -> dict[str, Any]:
    return {"id": name, "parts": [{"n": 45, "k": 6, "kind": "set"}]}


def by_hand(sources: int) -> dict[str, Any]:
    """Changes that make a draw of level B, with so many drawings of 6 of 45."""
    return {"level": "B", "sources__drand": None, "sources__manual": [lottery(f"s{n}") for n in range(sources)]}


BY_HAND = by_hand(3)
LOBBY: dict[str, Any] = {
    "level": "L",
    "officials": [],
    "reveal_closes": None,
    "entry_closes": DRAWN - 30,
    "sources__manual": [],
    "sources__committed": "ab" * 32,
}
