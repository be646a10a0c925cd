"""City files for tests: the shipped one, an imagined one, and one that uses every key of the vocabulary."""

import tomllib
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from evenhand.core.policy import NOT_YET, CityPolicy, PolicyError, parse_city
from evenhand.core.policy.parse import read_city

ROOT = Path(__file__).parents[3]
LAKESIDE = ROOT / "tests" / "cities" / "lakeside.toml"
SHIPPED = sorted((ROOT / "cities").glob("*.toml"))

WHOLE = (Path(__file__).parent / "whole.toml").read_text(encoding="utf-8")


def lakeside(slug: str = "lakeside") -> CityPolicy:
    """The imagined city, under another slug if need be."""
    policy = parse_city(LAKESIDE.read_text(encoding="utf-8"))
    return replace(policy, city=replace(policy.city, slug=slug))


def raw(text: str = "") -> dict[str, Any]:
    """The table of a text, or of the imagined city."""
    return tomllib.loads(text or LAKESIDE.read_text(encoding="utf-8"), parse_float=Decimal)


def changed(key: str, value: object, text: str = "") -> dict[str, Any]:
    """The same table with one value put under a dotted key; list items stand under their code."""
    table = deepcopy(raw(text))
    *path, last = key.split(".")
    node: Any = table
    for step in path:
        node = _item(node, step) if isinstance(node, list) else node.setdefault(step, {})
    node[last] = value
    return table


def _item(items: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(item for item in items if str(item.get("code", item.get("on"))) == name)


def faults(table: dict[str, Any]) -> set[tuple[str, str]]:
    """All that is wrong with a table: key and rule."""
    try:
        read_city(table)
    except PolicyError as error:
        return {(fault.key, fault.rule) for fault in error.errors}
    return set()


def broken(table: dict[str, Any]) -> set[tuple[str, str]]:
    """The same without what is only not available yet."""
    return {(key, rule) for key, rule in faults(table) if rule != NOT_YET}
