"""City files: every key of the vocabulary is read, every fault is named, and what is stored reads back the same."""

import json
import re
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from evenhand.core import terms
from evenhand.core.policy import (
    NOT_YET,
    CityPolicy,
    PolicyError,
    PolicyFault,
    canonical_text,
    city,
    from_json,
    parse_city,
    policy_hash,
    policy_json,
    sharing,
    supply,
    unavailable,
)
from evenhand.core.policy.city import CampaignPolicy
from evenhand.core.policy.parse import read_city
from evenhand.core.policy.reading import Must, Reader
from evenhand.core.terms import Place
from tests.core.policy.samples import LAKESIDE, SHIPPED, WHOLE, broken, changed, faults, lakeside, raw


def _whole() -> CityPolicy:
    policy = Reader().table(CityPolicy, raw(WHOLE))
    assert policy is not None
    return policy


@pytest.mark.parametrize("file", [*SHIPPED, LAKESIDE], ids=lambda file: file.stem)
def test_each_city_file_is_read_and_named_after_its_city(file: Path) -> None:
    assert parse_city(file.read_text(encoding="utf-8")).city.slug == file.stem


def test_values_arrive_in_their_own_types() -> None:
    rice, oil = lakeside().campaigns
    assert (rice.units.max, rice.limits.person.every, rice.window.opens) == (3, timedelta(hours=36), time(8, 30))
    assert rice.good.name.zh == "大米"
    assert lakeside().outlets[0].name.zh == lakeside().outlets[0].name.en == "East outlet"
    assert lakeside().outlets[0].at == Place(87.652, 43.823)
    assert oil.releases[0].on == date(2026, 12, 5)


def test_a_dated_release_inherits_what_it_does_not_say() -> None:
    oil = lakeside().campaign("oil")
    assert [release.quota for release in oil.releases] == [300, 400]
    assert {release.price for release in oil.releases} == {oil.price}
    assert oil.on(date(2026, 12, 12)) is oil.releases[1]
    assert oil.on(date(2026, 12, 13)) is None


def test_a_campaign_without_dates_has_a_release_every_day() -> None:
    rice = lakeside().campaign("rice")
    assert rice.on(date(2031, 1, 1)) is rice


def test_shares_are_exact() -> None:
    assert _whole().campaigns[0].reserves[1].share == Decimal("0.1525")


def test_the_sample_uses_every_key_there_is() -> None:
    """So that no key can be forgotten by the tests below."""
    named = [kind for module in (city, sharing, supply) for kind in vars(module).values() if isinstance(kind, type)]
    tables = [kind for kind in named if is_dataclass(kind) and kind.__module__ != terms.__name__ and kind is not Must]
    keys = {field.name for kind in tables for field in fields(kind)}
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", WHOLE)] == []


def test_a_file_with_every_key_is_refused_for_nothing_but_what_is_not_available_yet() -> None:
    assert {rule for _, rule in faults(raw(WHOLE))} == {NOT_YET}


@pytest.mark.parametrize("name", [name for _, name, _ in unavailable.OBEYED])
def test_what_is_not_available_yet_is_refused_and_never_ignored(name: str) -> None:
    table = changed("campaigns.rice.guarantee", True, WHOLE)
    if name == "mode":  # the sample's own is obeyed
        table["campaigns"][0]["mode"] = "lobby"
    assert any(key.endswith(f".{name}") and rule == NOT_YET for key, rule in faults(table))


def test_an_inherited_fault_is_told_once_at_its_campaign() -> None:
    keys = [key for key, _ in faults(raw(WHOLE))]
    assert not [key for key in keys if ".releases." in key]


def test_a_fault_of_a_dated_release_is_told_under_its_date() -> None:
    table = raw()
    table["campaigns"][1]["releases"][0]["quota"] = 0
    assert broken(table) == {("campaigns.oil.releases.2026-12-05.quota", "must be from 1 to 1000000000")}


def test_all_faults_come_together_and_say_key_value_and_rule() -> None:
    text = LAKESIDE.read_text(encoding="utf-8").replace("quota = 600", "qouta = 600").replace('"07:30"', '"7:30"')
    with pytest.raises(PolicyError) as refused:
        parse_city(text.replace('district = "west"', 'district = "wets"'))
    assert refused.value.errors == (
        PolicyFault("outlets.east-1.opens", "7:30", 'must be a local hour like "10:00"'),
        PolicyFault("campaigns.rice.quota", None, "is missing"),
        PolicyFault("campaigns.rice.qouta", 600, 'unknown key; did you mean "quota"?'),
        PolicyFault("outlets.west-1.district", "wets", 'is not a district of the city; did you mean "west"?'),
    )
    assert str(refused.value).splitlines()[0] == 'outlets.east-1.opens = "7:30": must be a local hour like "10:00"'


@pytest.mark.parametrize("text", ["", "schema = ", "a = 1\na = 2", "schema = 1\nquota = nan", "x = " + "[" * 5000])
def test_whatever_is_no_city_file_is_refused_in_words(text: str) -> None:
    with pytest.raises(PolicyError, match=r"\w"):
        parse_city(text)


def test_what_is_stored_reads_back_the_same() -> None:
    for policy in (lakeside(), _whole()):
        stored = json.loads(canonical_text(policy_json(policy)))
        assert from_json(CityPolicy, stored) == policy
        assert policy_hash(from_json(CityPolicy, stored)) == policy_hash(policy)


def test_a_campaign_can_be_stored_on_its_own() -> None:
    for campaign in _whole().campaigns:
        assert from_json(CampaignPolicy, policy_json(campaign)) == campaign


def test_the_hash_does_not_depend_on_spelling_or_order() -> None:
    table = raw()
    table["campaigns"][0] = dict(reversed(table["campaigns"][0].items()))
    table["campaigns"][1]["units"] = {"min": 1, "max": 1, "step": 1}
    assert policy_hash(read_city(table)) == policy_hash(lakeside())


def test_any_other_value_changes_the_hash() -> None:
    assert policy_hash(read_city(changed("campaigns.rice.quota", 601))) != policy_hash(lakeside())


def test_presets_are_known_as_assumed_with_all_below_them() -> None:
    policy = read_city(changed("assumed", ["campaigns.rice.price", "outlets"]))
    assert policy.is_assumed("campaigns.rice.price.cap_fen")
    assert policy.is_assumed("outlets")
    assert not policy.is_assumed("campaigns.rice.price_level")
    assert not policy.is_assumed("campaigns.rice")
