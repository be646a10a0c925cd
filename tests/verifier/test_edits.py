"""Random edits of a bundle: by a stranger, who cannot sign, and by the operator, who signs what was changed."""

import json
import os
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.core.draw import staged

EDITS = int(os.environ.get("EVENHAND_EDITS", "200"))
FILES = staged.files()
FOUND = {1, 2}
BOUND = [
    "rules.json", "leaves.bin", "heads.json", "freeze.json", "seal.json", "beacon.json", "manual.json", "ikm.txt",
    "rows.bin", "result.json", "auditors.json",
]  # fmt: skip
"""What no operator can publish otherwise after the round, even with the log's key in hand."""

LATER_HEADS = staged.written(json.loads(FILES["heads.json"])[1:])
"""Heads without the first: no lie. Whoever was given that one can still hold it against the log (`--head`)."""

type Chance = random.Random


def flipped(raw: bytes, chance: Chance) -> bytes:
    place = chance.randrange(len(raw))
    return raw[:place] + bytes([raw[place] ^ 1 << chance.randrange(8)]) + raw[place + 1 :]


def cut(raw: bytes, chance: Chance) -> bytes:
    start = chance.randrange(len(raw))
    return raw[:start] + raw[start + chance.randint(1, 100) :]


def stuffed(raw: bytes, chance: Chance) -> bytes:
    place = chance.randrange(len(raw) + 1)
    return raw[:place] + chance.randbytes(chance.randint(1, 100)) + raw[place:]


def exchanged(raw: bytes, chance: Chance) -> bytes:
    """Two stretches of one length change places: leaves, rows, digests."""
    size = chance.choice([16, 32, 66, 78])
    if len(raw) < 2 * size:
        return flipped(raw, chance)
    first, second = sorted(chance.sample(range(len(raw) // size), 2))
    at, to = first * size, second * size
    return raw[:at] + raw[to : to + size] + raw[at + size : to] + raw[at : at + size] + raw[to + size :]


def reworded(raw: bytes, chance: Chance) -> bytes:
    """Canonical JSON that says something else in one place."""
    try:
        told = json.loads(raw)
    except ValueError:
        return flipped(raw, chance)
    return staged.written(otherwise(told, chance))


def otherwise(value: Any, chance: Chance) -> Any:
    if isinstance(value, dict) and value:
        name = chance.choice(sorted(value))
        return {**value, name: otherwise(value[name], chance)}
    if isinstance(value, list) and value:
        place = chance.randrange(len(value))
        return (
            value[:place]
            + chance.choice([[], [otherwise(value[place], chance)], [value[place]] * 2])
            + value[place + 1 :]
        )
    if isinstance(value, str) and value:
        place = chance.randrange(len(value))
        return value[:place] + chance.choice("0123456789abcdef") + value[place + 1 :]
    return value + chance.choice([-1, 1]) if type(value) is int else [value]


KINDS: list[Callable[[bytes, Chance], bytes]] = [flipped, cut, stuffed, exchanged, reworded]


def edited(name: str, number: int) -> dict[str, bytes] | None:
    """The bundle with one file changed; None, if the edit happened to change nothing."""
    chance = random.Random(f"{name} {number}")
    raw = chance.choice(KINDS)(FILES[name], chance) if FILES[name] else b"x"
    return None if raw in (FILES[name], LATER_HEADS) else {**FILES, name: raw}


def code_of(files: dict[str, bytes]) -> int:
    code: int = staged.verifier().verify(files)[0]
    return code


@pytest.mark.req("draw:13", "trust:I8", "domain:F2")
def test_every_random_edit_by_a_stranger_is_found() -> None:
    changed = [(number, edited(sorted(FILES)[number % len(FILES)], number)) for number in range(EDITS)]
    assert [number for number, files in changed if files and code_of(files) not in FOUND] == []


@pytest.mark.req("draw:13", "trust:I8", "domain:F2")
def test_every_random_edit_by_who_holds_the_logs_key_is_found() -> None:
    changed = [(number, edited(BOUND[number % len(BOUND)], number)) for number in range(EDITS)]
    unseen = [number for number, files in changed if files and code_of(staged.resigned(files)) not in FOUND]
    assert [(BOUND[number % len(BOUND)], number) for number in unseen] == []


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_missing_file_is_found(name: str) -> None:
    rest = {other: raw for other, raw in FILES.items() if other != name}
    assert code_of(rest) in FOUND
    assert code_of({**FILES, "another.txt": b""}) in FOUND


def test_the_bundle_itself_is_valid_or_the_tests_above_could_not_fail() -> None:
    assert code_of(FILES) == code_of(staged.resigned(FILES)) == 3
