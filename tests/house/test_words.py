"""One word per thing: the source says what the glossary says, and none of the words it sets aside."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps

from tests.house import tree

ELSEWHERE = {
    ("user", "evenhand.config.postgres"): "PostgreSQL calls those who log in users",
}
"""Where a word that is set aside belongs to somebody else's vocabulary."""


def glossary() -> list[tuple[str, str]]:
    """Each line's first and third column: the words, and those that are not used instead."""
    text = (tree.ROOT / "docs" / "glossary.md").read_text("utf-8")
    lines = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| ")]
    return [(first.strip(), third.strip()) for first, _, third in lines if first.strip() not in {"word", "---"}]


def listed(cell: str) -> list[str]:
    return [word.strip() for word in cell.split(",") if word.strip()]


def spoken(names: str) -> set[str]:
    """The words inside a name, in the singular: `HandedOverItems` and `handed_over_items` speak alike."""
    parts = re.findall(r"[A-Z]?[a-z]+", names)
    return {part.lower() for part in parts} | {part.lower().removesuffix("s") for part in parts}


def defined(module: tree.Module) -> Iterator[str]:
    """Names that a module gives: to itself, classes, functions, parameters, fields and variables."""
    yield module.path.stem
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def belongs_elsewhere(word: str, module: str) -> bool:
    return any(word == own and module.startswith(place) for own, place in ELSEWHERE)


@pytest.mark.parametrize("word", [word for _, instead in glossary() for word in listed(instead)])
def test_a_word_that_is_set_aside_names_nothing(word: str) -> None:
    named = {(m.name, n) for m in tree.source() for n in defined(m) if word in spoken(n)}
    assert sorted((m, n) for m, n in named if not belongs_elsewhere(word, m)) == []


def test_every_tables_noun_is_in_the_glossary() -> None:
    text = (tree.ROOT / "docs" / "glossary.md").read_text("utf-8").lower()
    known = re.sub(r"[^a-z]", "", " ".join(line for line in text.splitlines() if line.startswith("| ")))
    nouns = {model._meta.model_name or "" for model in apps.get_models() if model.__module__.startswith("evenhand.")}
    assert nouns
    assert sorted(noun for noun in nouns if noun not in known) == []


def test_no_word_is_both_used_and_set_aside() -> None:
    words = [word for first, _ in glossary() for word in listed(first)]
    aside = [word for _, instead in glossary() for word in listed(instead)]
    assert len(words) == len(set(words))
    assert set(words) & set(aside) == set()


def test_the_names_of_a_module_are_found() -> None:
    assert {"glossary", "word", "node", "ELSEWHERE"} <= set(
        defined(tree.Module(tree.ROOT / "tests/house/test_words.py"))
    )
    assert spoken("CourierShifts") == {"courier", "shifts", "shift"}
