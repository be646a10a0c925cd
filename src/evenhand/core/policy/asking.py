"""A policy as a form: one question a key, drawn from the same annotations that the reader walks, and the way back.

`ask` turns a raw table into questions whose answers are text; `answered` turns answers into the raw table that
`read_city` judges. An empty answer says nothing: the default counts, or the key is missing and the reader says so.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum, StrEnum
from re import compile as pattern
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from evenhand.core.policy.city import CampaignPolicy, DatedRelease
from evenhand.core.policy.reading import hints, item_key
from evenhand.core.policy.scalars import SCALARS
from evenhand.core.policy.writing import toml_value
from evenhand.core.terms import Place

WHOLE = pattern(r"-?\d{1,18}")


class Kind(StrEnum):
    """How an answer is written."""

    TEXT = "text"
    NUMBER = "number"
    FRACTION = "fraction"
    DURATION = "duration"
    HOUR = "hour"
    DATE = "date"
    PLACE = "place"
    ONE = "one"
    """A word of the choices."""
    SOME = "some"
    """Words of the choices, separated by commas."""
    LIST = "list"
    """Any words, separated by commas."""
    TOML = "toml"
    """A value as a city's file has it."""


KINDS: Mapping[Any, Kind] = {
    int: Kind.NUMBER,
    Decimal: Kind.FRACTION,
    timedelta: Kind.DURATION,
    time: Kind.HOUR,
    date: Kind.DATE,
    Place: Kind.PLACE,
}


@dataclass(frozen=True, slots=True)
class Question:
    """One key. `key` is its place in the form, `told_as` its dotted key in a fault; `needed`: it has no default."""

    key: str
    told_as: str
    name: str
    kind: Kind
    text: str
    choices: tuple[str, ...]
    needed: bool

    @property
    def chosen(self) -> list[str]:
        """The words of a list."""
        return _words(self.text)


@dataclass(frozen=True, slots=True)
class Part:
    """A table of the policy: its questions, its tables; `many`: those are items of a list, more can be added."""

    key: str
    told_as: str
    name: str
    questions: Sequence[Question] = ()
    parts: Sequence["Part"] = ()
    many: bool = False


@dataclass(frozen=True, slots=True)
class _Shape:
    """What an annotation asks for, bare of rules: the kind itself, words that may stand in its place, a list of it."""

    kind: Any
    words: tuple[str, ...] = ()
    many: bool = False
    optional: bool = False

    @property
    def table(self) -> bool:
        return is_dataclass(self.kind) and self.kind not in SCALARS

    @property
    def choices(self) -> tuple[str, ...]:
        if self.kind is bool:
            return ("true", "false")
        values = tuple(str(each.value) for each in self.kind) if _is_enum(self.kind) else ()
        return (*self.words, *values) if values or self.many else values

    @property
    def asks(self) -> Kind:
        if self.many:
            return Kind.SOME if _is_enum(self.kind) else Kind.LIST
        if self.choices:
            return Kind.ONE
        if not isinstance(self.kind, type):
            return Kind.TOML
        return KINDS.get(self.kind, Kind.TEXT)


def ask(kind: Any, raw: object, key: str = "", told_as: str = "", name: str = "") -> Part:
    """The questions of a table, with what it says as answers."""
    raw = kind.spell(raw) if hasattr(kind, "spell") and kind is not CampaignPolicy else raw
    said = _differing(raw) if kind is CampaignPolicy else raw
    said = said if isinstance(said, Mapping) else {}
    questions, parts = [], []
    for field, hint in hints(kind):
        shape, at, told = _shape(hint), _join(key, field.name), _join(told_as, field.name)
        value = said.get(field.name)
        if not shape.table:
            needed = field.default is MISSING and field.default_factory is MISSING and kind is not DatedRelease
            text = _text(value, shape.asks)
            questions.append(Question(at, told, field.name, shape.asks, text, shape.choices, needed))
        elif shape.many:
            parts.append(_list(shape, value, at, told, field.name))
        else:
            parts.append(ask(shape.kind, value, at, told, field.name))
    return Part(key, told_as, name, questions, parts)


def answered(kind: Any, said: Mapping[str, str], key: str = "") -> dict[str, Any]:
    """The raw table of what was answered."""
    return dict(_pairs(kind, said, key))


def _list(shape: _Shape, value: object, key: str, told_as: str, name: str) -> Part:
    items = list(value) if isinstance(value, list | tuple) else []
    parts = [
        ask(shape.kind, item, f"{key}[{n}]", item_key(told_as, n, _spelled(shape.kind, item)), name)
        for n, item in enumerate(items)
    ]
    return Part(key, told_as, name, (), parts, many=True)


def _spelled(kind: Any, item: object) -> object:
    return kind.spell(item) if hasattr(kind, "spell") and kind is not CampaignPolicy else item


def _pairs(kind: Any, said: Mapping[str, str], key: str) -> Iterator[tuple[str, Any]]:
    for field, hint in hints(kind):
        shape, at = _shape(hint), _join(key, field.name)
        needed = field.default is MISSING and field.default_factory is MISSING and kind is not DatedRelease
        value = _answer(shape, said, at)
        missing = shape.table and needed and not shape.optional
        if missing or not _blank(value):
            yield field.name, value


def _blank(value: Any) -> bool:
    """Whether nothing was answered, at any depth."""
    return all(map(_blank, value.values())) if isinstance(value, dict) else value in ("", [])


def _answer(shape: _Shape, said: Mapping[str, str], key: str) -> Any:
    if not shape.table:
        return _value(shape, said.get(key, "").strip())
    if not shape.many:
        return answered(shape.kind, said, key)
    places = sorted(
        {int(found[1]) for name in said if (found := pattern(rf"{_literal(key)}\[(\d+)\].*").fullmatch(name))}
    )
    return [item for n in places if not _blank(item := answered(shape.kind, said, f"{key}[{n}]"))]


def _value(shape: _Shape, text: str) -> Any:
    """The raw value of an answer; one that can't be read stays text, for the reader to refuse."""
    if not text or text in shape.words:
        return text
    if shape.many:
        return _words(text)
    if shape.kind is bool:
        return {"true": True, "false": False}.get(text, text)
    match shape.asks:
        case Kind.NUMBER:
            return int(text) if WHOLE.fullmatch(text) else text
        case Kind.FRACTION:
            return _fraction(text)
        case Kind.PLACE:
            return [_fraction(word) for word in _words(text)]
        case Kind.TOML:
            return _toml(text)
    return text


def _fraction(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _toml(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}", parse_float=Decimal)["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        return text


def _text(value: Any, asks: Kind) -> str:
    """A raw value as an answer."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | dict() if asks is Kind.TOML:
            return toml_value(value)
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _differing(raw: object) -> object:
    """A campaign whose dated releases say only what they say otherwise than it."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("releases"), list):
        return raw
    days = [
        {name: value for name, value in day.items() if name == "on" or value != raw.get(name)}
        if isinstance(day, Mapping)
        else day
        for day in raw["releases"]
    ]
    return {**raw, "releases": days}


def _shape(hint: Any) -> _Shape:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _shape(args[0])
    if origin in (Union, UnionType):
        words = tuple(word for each in args if get_origin(each) is Literal for word in get_args(each))
        rest = next(each for each in args if each is not type(None) and get_origin(each) is not Literal)
        inner = _shape(rest)
        return _Shape(inner.kind, words, inner.many, optional=type(None) in args or bool(words))
    if origin is tuple and args[-1] is Ellipsis and not get_args(_bare(args[0])):
        return _Shape(_bare(args[0]), many=True)
    return _Shape(hint)


def _bare(hint: Any) -> Any:
    return _bare(get_args(hint)[0]) if get_origin(hint) is Annotated else hint


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _literal(key: str) -> str:
    return key.replace(".", r"\.").replace("[", r"\[").replace("]", r"\]")
