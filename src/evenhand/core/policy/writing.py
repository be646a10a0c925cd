"""A policy as the TOML text that its reader takes back: what says nothing but a default is left out."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from evenhand.core.policy.canonical import policy_json
from evenhand.core.policy.city import CampaignPolicy, CityPolicy


def policy_toml(policy: CityPolicy) -> str:
    """The whole file. What it says is what `parse_city` reads from it; comments are not kept."""
    lines = [f"schema = {policy.schema}"]
    if policy.assumed:
        lines += ["assumed = [", *(f"  {_text(key)}," for key in policy.assumed), "]"]
    lines += ["", "[city]", *_pairs(policy.city)]
    if adapters := list(_pairs(policy.adapters)):
        lines += ["", "[adapters]", *adapters]
    for outlet in policy.outlets:
        lines += ["", "[[outlets]]", *_pairs(outlet)]
    for campaign in policy.campaigns:
        lines += ["", *_campaign(campaign)]
    return "\n".join(lines) + "\n"


def _campaign(campaign: CampaignPolicy) -> Iterator[str]:
    yield "[[campaigns]]"
    yield f"code = {_text(campaign.code)}"
    yield from _pairs(campaign, without=("code", "releases"))
    for release in campaign.releases:
        yield from ("", "[[campaigns.releases]]", f"on = {release.on.isoformat()}")
        yield from _differing(release, campaign)


def _differing(release: Any, campaign: CampaignPolicy) -> Iterator[str]:
    """What a day says otherwise than its campaign, key by whole key."""
    for field in fields(release):
        value = getattr(release, field.name)
        if field.name != "on" and value is not None and value != getattr(campaign, field.name):
            yield f"{field.name} = {_said(value)}"


def _pairs(table: Any, without: tuple[str, ...] = ()) -> Iterator[str]:
    for field in fields(table):
        value = getattr(table, field.name)
        if field.name not in without and value is not None and value != _default(field):
            yield f"{field.name} = {_said(value)}"


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_said, value))}]"
    if is_dataclass(value) and isinstance(plain := policy_json(value), Mapping):
        pairs = ", ".join(_pairs(value))
        return f"{{ {pairs} }}" if pairs or not plain else "{}"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_text(name)} = {_said(each)}" for name, each in value.items()) + " }"
    return toml_value(policy_json(value))


def toml_value(value: Any) -> str:
    """A JSON value as TOML: lists and tables as they are, text in quotes."""
    match value:
        case list():
            return f"[{', '.join(map(toml_value, value))}]"
        case dict():
            return "{ " + ", ".join(f"{_text(name)} = {toml_value(each)}" for name, each in value.items()) + " }"
        case _:
            return _text(value)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _default(field: "Field[Any]") -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
