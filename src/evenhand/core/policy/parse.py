"""From a city's file to its policy, and from the stored JSON form back."""

import json
import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal

from evenhand.core.policy import rules, unavailable
from evenhand.core.policy.city import CityPolicy
from evenhand.core.policy.faults import PolicyError, PolicyFault
from evenhand.core.policy.reading import Reader

DATED = re.compile(r"\.releases(\.\d{4}-\d\d-\d\d|\[\d+\])")


def parse_city(text: str) -> CityPolicy:
    """The policy of a TOML text. PolicyError: all that is wrong with it."""
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise PolicyError([PolicyFault("file", None, f"is not TOML: {error}")]) from None
    return read_city(raw)


def read_city(raw: object) -> CityPolicy:
    """The policy of a table whose fractions are decimals. PolicyError: all that is wrong with it."""
    reader = Reader()
    policy = reader.table(CityPolicy, raw)
    faults = _once([*reader.faults, *rules.check(reader.built), *unavailable.check(reader.built)])
    if policy is None or faults:
        raise PolicyError(faults)
    return policy


def from_json[T](kind: type[T], data: object) -> T:
    """A policy, or a part of one, from its JSON form. PolicyError: it does not fit this version's vocabulary.

    Rules between keys are not asked again: what was published under older rules stays as it was.
    """
    reader = Reader()
    value = reader.table(kind, data)
    if value is None:
        raise PolicyError(reader.faults)
    return value


def from_text[T](kind: type[T], text: str) -> T:
    """The same from the text of the JSON form."""
    return from_json(kind, json.loads(text, parse_float=Decimal))


def _once(faults: Iterable[PolicyFault]) -> list[PolicyFault]:
    """A fault that a dated release inherits from its campaign is told at the campaign only."""
    told: dict[tuple[str, str, str], PolicyFault] = {}
    for fault in sorted(faults, key=lambda fault: bool(DATED.search(fault.key))):
        told.setdefault((DATED.sub("", fault.key), str(fault.value), fault.rule), fault)
    return list(told.values())
