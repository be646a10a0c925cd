"""A policy is written as the text that its own reader takes back, and previewed without pretending to know too much."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from evenhand.core import preview
from evenhand.core.policy import CityPolicy, DatedRelease, PolicyError, from_json, parse_city, policy_json, policy_toml
from tests.core.policy import samples

FILES = [*samples.SHIPPED, samples.LAKESIDE]


@pytest.mark.req("people:C1")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_written_reads_back_as_the_same_policy(file: Path) -> None:
    policy = parse_city(file.read_text("utf-8"))
    assert parse_city(policy_toml(policy)) == policy


def test_every_key_of_the_vocabulary_can_be_written() -> None:
    """The file that uses all of them is judged by what is not built yet, and by nothing else."""
    policy = from_json(CityPolicy, samples.raw(samples.WHOLE))
    written = policy_toml(policy)
    assert from_json(CityPolicy, samples.raw(written)) == policy
    assert policy_json(from_json(CityPolicy, samples.raw(written))) == policy_json(policy)


def test_a_day_that_says_a_default_again_keeps_it() -> None:
    text = samples.LAKESIDE.read_text("utf-8")
    policy = parse_city(text)
    [campaign, *others] = policy.campaigns
    spoken = replace(campaign, commission=replace(campaign.commission, rate_bp=100, payer="city"))
    dated = {name: getattr(campaign, name) for name in policy_json(campaign) if name not in ("code", "releases")}
    day = DatedRelease(**dated, on=date(2026, 12, 5))
    changed = replace(policy, campaigns=(replace(spoken, releases=(day,)), *others))
    assert parse_city(policy_toml(changed)).campaigns[0].releases[0].commission == campaign.commission


def lakeside_preview(**changed: object) -> preview.Preview:
    policy = samples.lakeside()
    campaign = replace(policy.campaigns[0], **changed)  # type: ignore[arg-type]  # names and values of the test
    return preview.preview(campaign, policy.city, cost_fen=5000)


@pytest.mark.req("people:C1")
def test_a_preview_names_several_guesses_and_fewer_chances_for_more_who_try() -> None:
    seen = lakeside_preview()
    assert seen.eligible
    chances = [guess.chance for guess in seen.guesses]
    waits = [guess.releases_half or 0 for guess in seen.guesses]
    assert len(seen.guesses) == len(preview.INTEREST)
    assert chances == sorted(chances, reverse=True) and waits == sorted(waits)
    assert all((guess.releases_most or 0) >= (guess.releases_half or 0) for guess in seen.guesses)


@pytest.mark.req("people:C1")
def test_without_a_population_nothing_is_said_of_chances() -> None:
    policy = samples.lakeside()
    city = replace(policy.city, districts=tuple(replace(each, population=None) for each in policy.city.districts))
    seen = preview.preview(policy.campaigns[0], city, cost_fen=0)
    assert (seen.eligible, seen.guesses, seen.days_for_all) == (None, [], None)


@pytest.mark.req("domain:F17")
def test_enough_for_everybody_is_said_only_where_it_is() -> None:
    seen = lakeside_preview()
    assert seen.eligible
    units = samples.lakeside().campaigns[0].units.max
    assert lakeside_preview(quota=seen.eligible * units).everyone
    assert not lakeside_preview(quota=seen.eligible * units - units).everyone


def test_a_text_that_is_no_policy_is_refused_with_all_its_faults() -> None:
    text = policy_toml(samples.lakeside()).replace("resident_fen", "resident_fens")
    with pytest.raises(PolicyError, match="did you mean"):
        parse_city(text)
