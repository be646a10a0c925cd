"""A policy as a form: what is asked, in the reader's words, with each fault at its question. The reader judges."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from evenhand.core.policy import (
    CityPolicy,
    Kind,
    Part,
    PolicyError,
    PolicyFault,
    Question,
    answered,
    ask,
    read_city,
)
from evenhand.web.cityhall import presets
from evenhand.web.cityhall.policy_words import names, rules
from evenhand.web.words import Words

STEP = re.compile(r"(\w+)|\[(\d{1,4})\]")
TOLD_ELSEWHERE = ("schema",)
HINTS: Mapping[Kind, Words] = {
    Kind.DURATION: _("A length of time: 30m, 24h or 3d"),
    Kind.HOUR: _("An hour of the city’s clock: 10:00"),
    Kind.DATE: _("A day: 2026-12-05"),
    Kind.PLACE: _("Longitude, latitude: 106.64, 30.47"),
    Kind.FRACTION: _("From 0 to 1, such as 0.25"),
    Kind.LIST: _("Words, separated by commas"),
    Kind.TOML: _("As in a city’s file"),
}
MONEY = _("In fen: 100 are a yuan")
BASIS = _("In ten-thousandths: 10000 is all")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is shown."""

    question: Question
    label: Words
    hint: Words
    choices: Sequence[tuple[str, Words]]
    wrong: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A part as it is shown. `bad`: something in it, at any depth, is wrong."""

    part: Part
    label: Words
    asked: Sequence[Asked]
    parts: Sequence["Shown"]
    wrong: Sequence[str]
    item: str = ""
    """Its place in a list, for the button that takes it out."""

    @property
    def bad(self) -> bool:
        return bool(self.wrong or any(each.wrong for each in self.asked) or any(each.bad for each in self.parts))

    @property
    def said(self) -> str:
        """What tells an item from the others."""
        marks = [each.question.text for each in self.asked if each.question.name in ("code", "on", "by", "key")]
        return " ".join(filter(None, marks))


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form said: the raw table, the policy if it is one, and all that is wrong with it."""

    raw: dict[str, Any]
    policy: CityPolicy | None
    faults: Sequence[PolicyFault]

    def shown(self) -> Shown:
        """The form with its faults, each where it belongs."""
        form = ask(CityPolicy, self.raw)
        return _show(form, _placed(form, self.faults))

    def elsewhere(self) -> list[str]:
        """Faults that belong to no question."""
        form = ask(CityPolicy, self.raw)
        return [f"{fault.key}: {rules.rule(fault)}" for fault in self.faults if not _place(form, fault.key)]


def fill(said: QueryDict) -> Filled:
    """A form as it came: a row more, a row less or a preset first, if a button asks for it."""
    answers = {name: ", ".join(said.getlist(name)) for name in said}
    raw = answered(CityPolicy, answers)
    act, _colon, subject = said.get("act", "").partition(":")
    if act in CHANGES:
        CHANGES[act](raw, subject)
        return Filled(raw, None, ())
    if act == "file":
        return from_file(said.get("file", ""))
    return judged(raw)


def judged(raw: dict[str, Any]) -> Filled:
    """A raw table, and what the reader says of it."""
    try:
        return Filled(raw, read_city(raw), ())
    except PolicyError as error:
        return Filled(raw, None, error.errors)


def from_file(text: str) -> Filled:
    """The form of a city's file."""
    try:
        return judged(tomllib.loads(text, parse_float=Decimal))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        return Filled({}, None, [PolicyFault("file", None, f"is not TOML: {error}")])


def _add(raw: dict[str, Any], key: str) -> None:
    """A row more: like the last one, without what tells it apart."""
    rows = _rows(raw, key)
    if rows is not None:
        last = rows[-1] if rows else {}
        rows.append({name: value for name, value in last.items() if name not in ("code", "on", "releases")} or {"": ""})


def _drop(raw: dict[str, Any], key: str) -> None:
    """A row less."""
    before, _bracket, place = key.rpartition("[")
    rows = _rows(raw, before)
    number = int(place.rstrip("]")) if place.rstrip("]").isdecimal() else -1
    if rows and 0 <= number < len(rows):
        del rows[number]


def _preset(raw: dict[str, Any], code: str) -> None:
    """What a preset reports, in the first campaign, key by whole key."""
    rows = _rows(raw, "campaigns")
    found = next((each.campaign for each in presets.presets() if each.code == code), {})
    if rows:
        rows[0] = {**rows[0], **found}


CHANGES = {"add": _add, "drop": _drop, "preset": _preset}


def _rows(raw: dict[str, Any], key: str) -> list[dict[str, Any]] | None:
    """The rows under a key of the form; none there yet are made. None: there can be none."""
    steps = [int(place) if place else name for name, place in STEP.findall(key)]
    at: Any = raw
    for step, after in zip(steps, [*steps[1:], 0], strict=False):
        if isinstance(step, int):
            if not isinstance(at, list) or step >= len(at):
                return None
            at = at[step]
        elif isinstance(at, dict):
            at = at.setdefault(step, [] if isinstance(after, int) else {})
        else:
            return None
    return at if isinstance(at, list) else None


def _show(part: Part, wrong: Mapping[str, Sequence[str]], item: str = "") -> Shown:
    items = part.parts
    return Shown(
        part=part,
        label=names.KEYS.get(part.name, part.name),
        asked=[_asked(each, wrong) for each in part.questions if each.name not in TOLD_ELSEWHERE],
        parts=[_show(each, wrong, each.key if part.many else "") for each in items],
        wrong=wrong.get(part.key, ()),
        item=item,
    )


def _asked(question: Question, wrong: Mapping[str, Sequence[str]]) -> Asked:
    hint = HINTS.get(question.kind, "")
    if question.name.endswith("_fen"):
        hint = MONEY
    elif question.name.endswith("_bp") or question.key.rpartition(".")[0].endswith("_bp"):
        hint = BASIS
    choices = [(value, names.VALUES.get(value, value)) for value in question.choices]
    label = names.KEYS.get(question.name, question.name)
    return Asked(question, label, hint, choices, wrong.get(question.key, ()))


def _placed(form: Part, faults: Sequence[PolicyFault]) -> dict[str, list[str]]:
    """What is wrong, by the form's own keys."""
    placed: dict[str, list[str]] = {}
    for fault in faults:
        if key := _place(form, fault.key):
            placed.setdefault(key, []).append(rules.rule(fault))
    return placed


def _place(form: Part, told: str) -> str:
    """The key of the question or part that a fault is about: the nearest that is shown."""
    near = [(len(told_as), key) for told_as, key in _keys(form) if told_as and _under(told, told_as)]
    return max(near, default=(0, ""))[1]


def _under(told: str, told_as: str) -> bool:
    return told == told_as or told.startswith((f"{told_as}.", f"{told_as}["))


def _keys(part: Part) -> Iterator[tuple[str, str]]:
    yield part.told_as, part.key
    yield from ((each.told_as, each.key) for each in part.questions)
    for each in part.parts:
        yield from _keys(each)
