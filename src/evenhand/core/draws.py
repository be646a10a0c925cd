"""A release's policy as the rule file of its draw, and hours that follow from its window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from evenhand.core.draw import chains
from evenhand.core.draw.rules import Rules, build
from evenhand.core.draw.shape import Chain
from evenhand.core.policy import ReleasePolicy
from evenhand.core.policy.canonical import policy_json
from evenhand.core.policy.words import Household, ReserveKind
from evenhand.core.terms import KeptFor, Window

REVEALS_LAST = timedelta(minutes=35)
DRAWN_AFTER = timedelta(minutes=45)
"""From the end of entry: reveals are over, the round appears. The freeze lies half an hour and more before it."""
DAY_S = 86_400
"""A fallback is awaited as many days after the round as it has fallbacks before it, and one."""
HEAD_INTERVAL_S = 300
MERGE_DELAY_S = 60


@dataclass(frozen=True, slots=True)
class Names:
    """What a draw is called by."""

    draw: str
    city: str
    campaign: str
    release: str


def rules_of(
    policy: ReleasePolicy,
    window: Window,
    names: Names,
    *,
    chain: Chain,
    fallbacks: Sequence[Chain] = (),
    relays: Sequence[str],
    log_key: bytes,
    officials: Sequence[tuple[str, str]],
) -> Rules:
    """The rule file, to the byte. `officials`: role and public key in hex of each. Flawed: no draw can be held so."""
    closes = int(window.closes.timestamp())
    first = _awaited(chain, closes + int(DRAWN_AFTER.total_seconds()))
    drawn = first["t"]
    table: dict[str, object] = {
        "v": 1,
        "draw_id": names.draw,
        "series": names.campaign,
        "city": names.city,
        "campaign": names.campaign,
        "release": names.release,
        "level": "A",
        "entry_opens": int(window.opens.timestamp()),
        "entry_closes": closes,
        "reveal_closes": closes + int(REVEALS_LAST.total_seconds()),
        "log_key": log_key.hex(),
        "head_interval_s": HEAD_INTERVAL_S,
        "merge_delay_s": MERGE_DELAY_S,
        "officials": [{"index": n, "role": role, "key": key} for n, (role, key) in enumerate(officials)],
        "sources": {
            "t": drawn,
            "drand": first,
            "committed": None,
            "manual": [],
        },
        "fallbacks": [_awaited(each, drawn + days * DAY_S) for days, each in enumerate(fallbacks, 1)],
        "relays": list(relays),
        "weights": _weights(policy),
        "household": _household(policy),
        "categories": categories(policy),
        "alternates": {"count": _alternates(policy), "wave_s": wave_s(policy)},
        "cooloff_days": policy.cool_off // timedelta(days=1),
        "rollover_draws": policy.rollover_draws,
        "hardship_units": policy.hardship_units,
        "publication": "full",
        "auditors": [],
    }
    return build(table)


def _awaited(chain: Chain, unix_s: int) -> dict[str, Any]:
    """The first round of a chain at this second or later."""
    number = chains.round_at(chain, unix_s)
    number += chains.time_of(chain, number) < unix_s
    return {"t": chains.time_of(chain, number), "round": number, "chain": policy_json(chain)}


def places(policy: ReleasePolicy) -> int:
    """How many can win: what is not kept for hardship, in whole shares."""
    return (policy.quota - policy.hardship_units) // policy.units.max


def categories(policy: ReleasePolicy) -> list[Mapping[str, object]]:
    """Sized classes in the order of the policy's reserves by priority, and the rest for all."""
    kept = sorted((each for each in policy.reserves if each.by is KeptFor.PRIORITY), key=lambda each: each.order)
    units, left = policy.units.max, places(policy)
    found: list[Mapping[str, object]] = []
    for reserve in kept:
        size = min(int((reserve.share or 0) * places(policy)), left)
        unused = "hold" if reserve.kind is ReserveKind.HARD else "everyone"
        found.append({"code": reserve.key, "winners": size, "units": units, "who": reserve.key, "unused": unused})
        left -= size
    return [*found, {"code": "everyone", "winners": left, "units": units, "who": "all", "unused": "hold"}]


def tickets(policy: ReleasePolicy, losses: int, groups: Sequence[str]) -> int:
    """An entrant's tickets: by losses in a row, plus those of classes, up to the most there may be."""
    ladder = [many for step, many in policy.weights.ladder if step <= losses]
    extra = sum(policy.weights.priority.get(group, 0) for group in groups)
    return min(policy.weights.max, ladder[-1] + extra)


def wave_s(policy: ReleasePolicy) -> int:
    """How long each is asked: winners and alternates alike."""
    return int(policy.timers.entitlement.total_seconds())


def _alternates(policy: ReleasePolicy) -> int:
    return int(policy.waterfall.alternates * places(policy))


def _weights(policy: ReleasePolicy) -> dict[str, object]:
    ladder = [list(step) for step in policy.weights.ladder]
    return {"algorithm": "tickets", "max": policy.weights.max, "ladder": ladder, "miss": policy.weights.miss.value}


def _household(policy: ReleasePolicy) -> dict[str, object]:
    limit = policy.limits.household
    match policy.household_entry:
        case Household.JOINT:
            return {"mode": "joint", "cap": 1, "definition": "who lives behind one door"}
        case Household.CAPPED if limit:
            cap = max(1, limit.units // policy.units.max)
            return {"mode": "capped", "cap": cap, "definition": "who lives behind one door"}
        case _:
            return {"mode": "capped", "cap": 255, "definition": "households are not looked at"}
