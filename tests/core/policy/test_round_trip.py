"""Whatever a policy says, its stored form says the same: read back, nothing is lost or added."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.core.policy import CityPolicy, canonical_text, from_json, policy_hash, policy_json
from evenhand.core.policy.sharing import Ladder
from evenhand.core.policy.words import CODE, Code, Slug, Words
from evenhand.core.terms import SLUG, Place

NUMBERS = (0, 1, 2, 4, 5, 64, 77, 128, 1000, 10**9)
LENGTHS = tuple(timedelta(seconds=s) for s in (0, 1, 59, 60, 90, 3600, 5400, 86400, 90000, 45 * 86400, 9999 * 86400))
KNOWN: dict[Any, st.SearchStrategy[Any]] = {
    Code: st.from_regex(CODE, fullmatch=True, alphabet="az09_-"),
    Slug: st.from_regex(SLUG, fullmatch=True, alphabet="az09-"),
    Words: st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=9),
    Decimal: st.integers(0, 10_000).map(lambda basis: Decimal(basis) / 10_000),
    Ladder: st.sampled_from([((0, 1),), ((0, 1), (2, 3))]),
    str: st.text(max_size=9),
    int: st.sampled_from(NUMBERS),
    bool: st.booleans(),
    date: st.dates(),
    time: st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    timedelta: st.sampled_from(LENGTHS),
    Place: st.builds(Place, st.floats(-180, 180), st.floats(-90, 90)),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Anything that an annotation allows."""
    if hint in KNOWN:
        return KNOWN[hint]
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _ruled(parts[0], parts[1:])
    if origin in (Union, UnionType):
        return st.one_of([values(part) for part in parts])
    if origin is Literal:
        return st.sampled_from(parts)
    if origin is tuple:
        return _items(parts)
    if origin is Mapping:
        return st.dictionaries(KNOWN[Code], values(parts[1]), max_size=3).map(MappingProxyType)
    if hint is type(None):
        return st.none()
    return _table(hint) if is_dataclass(hint) else st.sampled_from(list(hint))


def _ruled(hint: Any, rules: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    fixed = {int: NUMBERS, timedelta: LENGTHS}.get(hint)
    if fixed:
        return st.sampled_from([value for value in fixed if all(rule.holds(value) for rule in rules)])
    return values(hint).filter(lambda value: all(rule.holds(value) for rule in rules))


def _items(parts: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if parts[-1] is not Ellipsis:
        return st.tuples(*[values(part) for part in parts])
    listed = st.lists(values(parts[0]), max_size=2, unique_by=_mark)
    return (st.just(list(parts[0])) | listed if _is_enum(parts[0]) else listed).map(tuple)


def _mark(item: Any) -> object:
    names = {field.name for field in fields(item)} if is_dataclass(item) else set()
    return next((str(getattr(item, mark)) for mark in ("code", "on") if mark in names), str(item))


def _table(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind, include_extras=True)
    return st.deferred(lambda: st.builds(kind, **{field.name: values(hints[field.name]) for field in fields(kind)}))


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)


@settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
@given(values(CityPolicy))
def test_any_policy_reads_back_from_its_stored_text(policy: CityPolicy) -> None:
    stored = canonical_text(policy_json(policy))
    back = from_json(CityPolicy, json.loads(stored))
    assert back == policy
    assert canonical_text(policy_json(back)) == stored
    assert policy_hash(back) == policy_hash(policy)
