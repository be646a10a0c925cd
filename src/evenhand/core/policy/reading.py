"""A small typed reader: walks a raw table along the annotations of a dataclass and gathers every fault on the way.

What an annotation may be: a scalar (`scalars`), an enumeration, another dataclass, `tuple[T, ...]`, `Mapping[str, T]`,
`T | None`, `Literal["all"] | T`, and `Annotated[T, Must(…)]` for a rule about the value. A dataclass may have a static
method `spell`, which turns a shorter spelling of its table into the full one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from evenhand.core.policy.faults import PolicyFault, did_you_mean
from evenhand.core.policy.scalars import SCALARS, member

BAD = object()
"""Stands for a value whose faults have been gathered."""

MARKS = ("code", "on")
"""The fields that tell the items of a list apart."""


@dataclass(frozen=True, slots=True)
class Must:
    """A rule about a value, in words that follow "must"."""

    words: str
    holds: Callable[[Any], bool]


class Reader:
    """Reads values. `faults`: what is wrong with them; `built`: every table that could be read, with its dotted key."""

    def __init__(self) -> None:
        self.faults: list[PolicyFault] = []
        self.built: list[tuple[str, object]] = []

    def fault(self, key: str, value: object, rule: str) -> object:
        """Note a fault."""
        self.faults.append(PolicyFault(key, value, rule))
        return BAD

    def table[T](self, kind: type[T], raw: object, key: str = "") -> T | None:
        """An instance of the dataclass. None: it had faults."""
        built = self._table(kind, raw, key)
        return None if built is BAD else cast(T, built)

    def _value(self, hint: Any, raw: object, key: str) -> Any:
        origin = get_origin(hint)
        if origin is Annotated:
            return self._ruled(hint, raw, key)
        if origin in (Union, UnionType):
            return self._either(get_args(hint), raw, key)
        if origin is tuple:
            return self._items(get_args(hint), raw, key)
        if origin is Mapping:
            return self._named(get_args(hint)[1], raw, key)
        return self._table(hint, raw, key) if _is_table(hint) else self._scalar(hint, raw, key)

    def _scalar(self, kind: type, raw: object, key: str) -> Any:
        try:
            return member(kind, raw) if issubclass(kind, Enum) else SCALARS[kind](raw)
        except ValueError as error:
            return self.fault(key, raw, str(error))

    def _ruled(self, hint: Any, raw: object, key: str) -> Any:
        kind, *rules = get_args(hint)
        value = self._value(kind, raw, key)
        if value is BAD:
            return BAD
        broken = [rule.words for rule in rules if not rule.holds(value)]
        return self.fault(key, raw, f"must {' and '.join(broken)}") if broken else value

    def _either(self, hints: tuple[Any, ...], raw: object, key: str) -> Any:
        """None and literal words first; what remains is one other kind of value."""
        words = [word for hint in hints if get_origin(hint) is Literal for word in get_args(hint)]
        if raw in words or (raw is None and type(None) in hints):
            return raw
        rest = [hint for hint in hints if hint is not type(None) and get_origin(hint) is not Literal]
        return self._value(rest[0], raw, key)

    def _items(self, hints: tuple[Any, ...], raw: object, key: str) -> Any:
        """A list of any length (`tuple[T, ...]`) or of one given length (`tuple[T, T]`)."""
        if not isinstance(raw, list | tuple):
            return self.fault(key, raw, "must be a list")
        kinds = [hints[0]] * len(raw) if hints[-1] is Ellipsis else list(hints)
        if len(kinds) != len(raw):
            return self.fault(key, raw, f"must be a list of {len(kinds)}")
        keys = [item_key(key, index, item) for index, item in enumerate(raw)]
        items = tuple(self._value(kind, item, at) for kind, item, at in zip(kinds, raw, keys, strict=True))
        if hints[-1] is Ellipsis:
            self._once(items, keys)
        return BAD if BAD in items else items

    def _once(self, items: tuple[Any, ...], keys: list[str]) -> None:
        """A list of any length holds nothing twice: no code, no date, no word."""
        seen: list[object] = []
        for key, item in zip(keys, items, strict=True):
            name = next((getattr(item, mark) for mark in MARKS if mark in _names(type(item))), item)
            if name in seen:
                self.fault(key, name, "is given twice")
            seen.extend([name] if name is not BAD else [])

    def _named(self, hint: Any, raw: object, key: str) -> Any:
        if not isinstance(raw, Mapping):
            return self.fault(key, raw, "must be a table")
        named = {name: self._value(hint, value, f"{key}.{name}") for name, value in raw.items()}
        return BAD if BAD in named.values() else MappingProxyType(named)

    def _table(self, kind: Any, raw: object, key: str) -> Any:
        raw = kind.spell(raw) if hasattr(kind, "spell") else raw
        if not isinstance(raw, Mapping):
            return self.fault(key, raw, "must be a table")
        values = dict(self._fields(kind, raw, key))
        for unknown in [name for name in raw if name not in values]:
            self.fault(_join(key, unknown), raw[unknown], f"unknown key; {did_you_mean(unknown, values)}")
        if BAD in values.values() or raw.keys() - values.keys():
            return BAD
        self.built.append((key, kind(**values)))
        return self.built[-1][1]

    def _fields(self, kind: Any, raw: Mapping[str, object], key: str) -> Iterator[tuple[str, Any]]:
        for field, hint in hints(kind):
            at = _join(key, field.name)
            if field.name in raw:
                yield field.name, self._value(hint, raw[field.name], at)
            else:
                yield field.name, self._default(field, at)

    def _default(self, field: Field[Any], key: str) -> Any:
        if field.default is not MISSING:
            return field.default
        return field.default_factory() if field.default_factory is not MISSING else self.fault(key, None, "is missing")


def item_key(key: str, index: int, item: object) -> str:
    """The dotted key of a list's item: by its code or date where it has one, else by its place counted from 0."""
    name = next((item[mark] for mark in MARKS if mark in item), None) if isinstance(item, Mapping) else None
    return f"{key}.{name}" if isinstance(name, str | date) else f"{key}[{index}]"


def _names(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)] if is_dataclass(kind) else []


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _is_table(hint: Any) -> bool:
    return is_dataclass(hint) and hint not in SCALARS


@cache
def hints(kind: Any) -> list[tuple[Field[Any], Any]]:
    """The fields of a table, each with its annotation."""
    found = get_type_hints(kind, include_extras=True)
    return [(field, found[field.name]) for field in fields(kind)]
