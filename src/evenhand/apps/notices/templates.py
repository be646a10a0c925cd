"""The texts of notices: read from `templates.toml`, filled with facts, measured as they will be paid for."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Formatter
from typing import Any

from evenhand.core import segments
from evenhand.core.segments import Length

LANGUAGES = ("zh", "en")
SIGNATURE = "signature"
LONG_NUMBER = 4
"""Digits from which a number is a code, not a quantity."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text in each language, and the facts that it is filled with: the same ones in each."""

    texts: Mapping[str, str]
    variables: frozenset[str]

    def fill(self, language: str, facts: Mapping[str, Any]) -> str:
        """ValueError: a fact is missing or superfluous. KeyError: no such language."""
        if facts.keys() != self.variables:
            raise ValueError(f"a notice needs the facts {sorted(self.variables)}, not {sorted(facts)}")
        return self.texts[language].format_map(facts)

    def ordered(self, language: str, facts: Mapping[str, Any]) -> dict[str, str]:
        """The facts as words, in the order in which this language's text names them."""
        names = [field for _, field, _, _ in Formatter().parse(self.texts[language]) if field]
        return {name: str(facts[name]) for name in names}


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as a phone would show it, and its length as the network counts it."""

    text: str
    characters: int
    length: Length


def parse(text: str) -> dict[str, Template]:
    """Templates by name. ValueError: a language is missing, or its text needs other facts."""
    return {name: _template(name, texts) for name, texts in tomllib.loads(text).items()}


def _template(name: str, texts: Mapping[str, str]) -> Template:
    if set(texts) != set(LANGUAGES):
        raise ValueError(f"the notice {name!r} must have exactly the languages {LANGUAGES}")
    needs = {frozenset(field for _, field, _, _ in Formatter().parse(text) if field) for text in texts.values()}
    if len(needs) > 1:
        raise ValueError(f"the notice {name!r} needs the same facts in each language")
    return Template(texts, needs.pop())


_ALL = parse(files(__package__).joinpath("templates.toml").read_text(encoding="utf-8"))
_SIGNATURE = _ALL.pop(SIGNATURE)
TEMPLATES: Mapping[str, Template] = _ALL


def preview(*, template: str, language: str, city_name: str, facts: Mapping[str, Any]) -> Preview:
    """A notice as it will be sent, signature first. KeyError: no such template or language; ValueError: wrong facts."""
    text = _SIGNATURE.fill(language, {"city": city_name}) + TEMPLATES[template].fill(language, facts)
    return Preview(text, len(text), segments.measure(text))


def spoken(*, template: str, language: str, city_name: str, facts: Mapping[str, Any]) -> Preview:
    """A notice as a call reads it: who calls, then the words twice, every digit of a number by itself. As `preview`."""
    apart = {name: _apart(str(value)) for name, value in facts.items()}
    words = TEMPLATES[template].fill(language, apart)
    pause = {"zh": "。再说一遍：", "en": " Once more: "}[language]
    text = f"{_SIGNATURE.fill(language, {'city': city_name})}{words}{pause}{words}"
    return Preview(text, len(text), segments.measure(text))


def _apart(text: str) -> str:
    """Long numbers are codes and are said digit by digit; short ones are quantities and hours."""
    return " ".join(text) if text.isdecimal() and len(text) >= LONG_NUMBER else text
