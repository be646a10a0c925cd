"""What a rule file says, field by field. The dataclasses are the JSON: same names, same order of lists, all of it.

Times are Unix seconds, keys and digests lower-case hex. What one field must be stands beside it; what fields must be
together stands in `agree`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from evenhand.core.draw.keys import MOST_TICKETS
from evenhand.core.policy.reading import Must

MOST_CATEGORIES = 255
"""A leaf counts them in one byte, and ff stands for none."""

_HEX = Must("be 64 lower-case hex digits", lambda text: re.fullmatch(r"[0-9a-f]{64}", text) is not None)
_NAME = Must("be 1 to 64 of A-Z a-z 0-9 . _ -", lambda text: re.fullmatch(r"[A-Za-z0-9._-]{1,64}", text) is not None)
_WORDS = Must("have 1 to 400 characters", lambda text: 1 <= len(text) <= 400)
_POSITIVE = Must("be at least 1", lambda number: number >= 1)
_COUNT = Must("be at least 0", lambda number: number >= 0)


class Level(StrEnum):
    """What a draw's chance rests on: A beacon, officials; B sources by hand; L a lobby's beacon; C a promise."""

    A = "A"
    B = "B"
    L = "L"
    C = "C"


class Algorithm(StrEnum):
    """How a weight bends a key. `fixedpoint` is specified and not built: policies know tickets only."""

    TICKETS = "tickets"
    FIXEDPOINT = "fixedpoint"


class Miss(StrEnum):
    """What a draw that somebody did not enter does to a losing streak."""

    KEEP = "keep"
    RESET = "reset"


class HouseholdMode(StrEnum):
    """One label for a household, or one for each person and a cap on winners."""

    JOINT = "joint"
    CAPPED = "capped"


class PartKind(StrEnum):
    """Numbers drawn without putting back, or one after the other."""

    SET = "set"
    SEQUENCE = "sequence"


class Publication(StrEnum):
    """Who recomputes: everybody, or auditors who sign that they did."""

    FULL = "full"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Official:
    """One of those whose value goes into the salt."""

    index: Annotated[int, Must("be 0 to 255", lambda number: 0 <= number <= 255)]
    role: Annotated[str, _WORDS]
    key: Annotated[str, _HEX]


@dataclass(frozen=True, slots=True)
class Chain:
    """A drand chain, as its relays publish it."""

    hash: Annotated[str, _HEX]
    public_key: Annotated[str, Must("be 192 hex digits", lambda text: re.fullmatch(r"[0-9a-f]{192}", text) is not None)]
    period: Annotated[int, Must("be 1 to 86400", lambda number: 1 <= number <= 86_400)]
    genesis_time: Annotated[int, _COUNT]
    groupHash: Annotated[str, _HEX]
    schemeID: Annotated[str, _NAME]
    beaconID: Annotated[str, _NAME]


@dataclass(frozen=True, slots=True)
class Drand:
    """The round that is waited for: the one that is current at `t`."""

    t: Annotated[int, _COUNT]
    round: Annotated[int, _POSITIVE]
    chain: Chain


@dataclass(frozen=True, slots=True)
class Part:
    """`k` numbers of 1 to `n`, drawn by hand."""

    n: Annotated[int, _POSITIVE]
    k: Annotated[int, _POSITIVE]
    kind: PartKind


@dataclass(frozen=True, slots=True)
class Manual:
    """A source drawn by hand in public, once the reveals are sealed."""

    id: Annotated[str, _NAME]
    parts: Annotated[tuple[Part, ...], Must("have a part", bool)]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where chance comes from. `t` is the hour of the draw; `committed` a lobby's promise for a missing round."""

    t: Annotated[int, _COUNT]
    drand: Drand | None
    committed: Annotated[str, _HEX] | None
    manual: tuple[Manual, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """`ladder`: losses in a row to tickets, ascending from 0 losses."""

    algorithm: Algorithm
    max: Annotated[int, Must(f"be 1 to {MOST_TICKETS}", lambda number: 1 <= number <= MOST_TICKETS)]
    ladder: tuple[tuple[int, int], ...]
    miss: Miss


@dataclass(frozen=True, slots=True)
class Household:
    """`cap`: how many of a household may win."""

    mode: HouseholdMode
    cap: Annotated[int, _POSITIVE]
    definition: Annotated[str, _WORDS]


@dataclass(frozen=True, slots=True)
class Category:
    """Places for a class of entrants (`who`: its code, or all), each of `units`. `unused`: hold, or a later code."""

    code: Annotated[str, _NAME]
    winners: Annotated[int, _COUNT]
    units: Annotated[int, _POSITIVE]
    who: Annotated[str, _NAME]
    unused: Annotated[str, _NAME]


@dataclass(frozen=True, slots=True)
class Alternates:
    """How many stand in line after the winners, and for how long each is asked."""

    count: Annotated[int, _COUNT]
    wave_s: Annotated[int, _POSITIVE]


@dataclass(frozen=True, slots=True)
class Auditor:
    """Who signs a recomputation of what is not published."""

    name: Annotated[str, _WORDS]
    key: Annotated[str, _HEX]


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The rules of one draw, fixed before anybody enters it."""

    v: Annotated[int, Must("be 1", lambda number: number == 1)]
    draw_id: Annotated[str, _NAME]
    series: Annotated[str, _NAME]
    city: Annotated[str, _NAME]
    campaign: Annotated[str, _NAME]
    release: Annotated[str, _NAME]
    level: Level
    entry_opens: Annotated[int, _COUNT]
    entry_closes: Annotated[int, _COUNT]
    reveal_closes: Annotated[int, _COUNT] | None
    log_key: Annotated[str, _HEX]
    head_interval_s: Annotated[int, Must("be 1 to 300", lambda number: 1 <= number <= 300)]
    merge_delay_s: Annotated[int, Must("be 0 to 60", lambda number: 0 <= number <= 60)]
    officials: tuple[Official, ...]
    sources: Sources
    fallbacks: tuple[Drand, ...]
    relays: tuple[Annotated[str, _WORDS], ...]
    weights: Weights
    household: Household
    categories: Annotated[tuple[Category, ...], Must("be 1 to 255", lambda each: 1 <= len(each) <= MOST_CATEGORIES)]
    alternates: Alternates
    cooloff_days: Annotated[int, _COUNT]
    rollover_draws: Annotated[int, _COUNT]
    hardship_units: Annotated[int, _COUNT]
    publication: Publication
    auditors: tuple[Auditor, ...]
