"""A policy as a form: what the form shows says the same as the file, and what is wrong stands at its question."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core.policy import (
    CityPolicy,
    Part,
    PolicyError,
    Question,
    answered,
    ask,
    parse_city,
    policy_hash,
    policy_json,
    read_city,
)

FILES = sorted((Path(__file__).resolve().parents[3] / "cities").glob("*.toml"))


def questions(part: Part) -> Iterator[Question]:
    yield from part.questions
    for each in part.parts:
        yield from questions(each)


def answers(policy: CityPolicy) -> dict[str, str]:
    return {each.key: each.text for each in questions(ask(CityPolicy, policy_json(policy)))}


@pytest.mark.req("people:C1")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_form_says_the_same_as_the_file(file: Path) -> None:
    policy = parse_city(file.read_text("utf-8"))
    said = answers(policy)
    assert policy_hash(read_city(answered(CityPolicy, said))) == policy_hash(policy)
    without_defaults = {key: text for key, text in said.items() if text}
    assert policy_hash(read_city(answered(CityPolicy, without_defaults))) == policy_hash(policy)


@pytest.mark.req("people:C1")
def test_what_is_wrong_stands_at_its_question() -> None:
    policy = parse_city(FILES[0].read_text("utf-8"))
    wrong = {
        "campaigns[0].price.resident_fen": "-5",
        "campaigns[0].window.opens": "ten",
        "outlets[0].at": "far away",
        "campaigns[0].mode": "",
        "campaigns[0].units.min": "one",
    }
    with pytest.raises(PolicyError) as refused:
        read_city(answered(CityPolicy, answers(policy) | wrong))
    told = {
        each.told_as: each.key for each in questions(ask(CityPolicy, answered(CityPolicy, answers(policy) | wrong)))
    }
    assert {told[fault.key] for fault in refused.value.errors} >= set(wrong)


@given(st.lists(st.sampled_from(FILES), min_size=1, max_size=1), st.data())
def test_whatever_is_answered_is_a_policy_or_named_faults(files: list[Path], data: st.DataObject) -> None:
    said = answers(parse_city(files[0].read_text("utf-8")))
    key = data.draw(st.sampled_from(sorted(said)))
    text = data.draw(
        st.one_of(st.text(max_size=20), st.sampled_from(["1", "-1", "[", "{", "2026-13-01", "1e999", "x = 1"]))
    )
    try:
        read_city(answered(CityPolicy, said | {key: text}))
    except PolicyError as error:
        assert error.errors
