"""The list of requirements is whole, and what it calls built is proved by a test that says so."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.house import tree

LAST = {
    "people": "G10 R12 F1 E9 H4 C9 M6 D4 X4 P3 A3 K8 B4 W3 Z1 L2",
    "trust": "R13 I17 S24",
    "domain": "R22 F18",
    "gate": "P7 G6",
    "draw": "13",
    "dispatch": "G9",
}
"""The last id of each family on each page; they count from one."""


@cache
def listed() -> dict[str, dict[str, Any]]:
    """Each id with its page, such as `people:G1`, and what the list says of it."""
    pages = tomllib.loads((tree.ROOT / "docs" / "requirements.toml").read_text("utf-8"))
    return {f"{page}:{name}": entry for page, entries in pages.items() for name, entry in entries.items()}


def expected() -> Iterator[str]:
    for page, families in LAST.items():
        for last in families.split():
            letter, number = re.fullmatch(r"([A-Z]?)(\d+)", last).groups()  # type: ignore[union-attr]  # LAST is above
            yield from (f"{page}:{letter}{n}" for n in range(1, int(number) + 1))


def required(node: ast.AST) -> Iterator[str]:
    """Ids inside `pytest.mark.req("…")`, wherever it stands in this syntax."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "req":
            yield from (str(argument.value) for argument in call.args if isinstance(argument, ast.Constant))


def module_marks(module: tree.Module) -> set[str]:
    marks = [node for node in module.syntax.body if isinstance(node, ast.Assign) and "pytestmark" in ast.unparse(node)]
    return {name for node in marks for name in required(node)}


@cache
def proofs() -> dict[str, set[str]]:
    """Every test and the ids it carries."""
    found = {}
    for module in tree.tests():
        path = module.path.relative_to(tree.ROOT)
        for function in module.functions():
            if function.name.startswith("test_"):
                own = {name for decorator in function.decorator_list for name in required(decorator)}
                found[f"{path}::{function.name}"] = own | module_marks(module)
    return found


def claimed(entry: dict[str, Any]) -> list[str]:
    return [entry["test"]] if isinstance(entry["test"], str) else list(entry["test"])


def test_every_id_is_listed_once() -> None:
    assert list(listed()) == list(expected())


def test_every_entry_is_built_or_later_in_words() -> None:
    shapes = {"built": {"is", "status", "test"}, "later": {"is", "status", "with"}}
    assert {name: entry for name, entry in listed().items() if set(entry) != shapes.get(entry["status"])} == {}
    assert [name for name, entry in listed().items() if re.search(r"issue|todo|tbd", str(entry), re.IGNORECASE)] == []


def test_what_is_built_names_tests_that_carry_its_id() -> None:
    built = {name: claimed(entry) for name, entry in listed().items() if entry["status"] == "built"}
    assert built
    assert [
        (name, test) for name, tests in built.items() for test in tests if name not in proofs().get(test, set())
    ] == []


def test_an_id_that_a_test_carries_is_listed() -> None:
    """A test may prove a part of what is still to come."""
    assert {name for names in proofs().values() for name in names} - set(listed()) == set()


SEEN = ["G", "R", "F", "E", "H", "K", "W", "Z"]
"""Families of ids that are about what people see and do: they are proved in a real browser, or it is said why not."""
WITHOUT_A_BROWSER = {
    "people:R11": "a page of facts and a PDF, read as they are",
    "people:E9": "messages and calls, which no browser shows",
    "people:H2": "a part of the quota, which the database keeps",
    "people:H3": "a list of numbers to call, read as it is",
    "people:H4": "a telephone, which has no page",
    "people:K4": "printed papers: sizes, words and fonts of a PDF",
    "people:K5": "files that leave: read back",
    "people:K6": "files that come: tried, refused, taken in",
    "people:K7": "a form and a second person, without a script of its own",
    "people:K8": "what a gateway carries",
    "people:W3": "what the gate answers",
}


def test_what_people_see_is_proved_in_a_browser() -> None:
    seen = {name for name in listed() if re.fullmatch(rf"people:[{''.join(SEEN)}]\d+", name)}
    built = {name for name in seen if listed()[name]["status"] == "built"}
    shown = {name for test, names in proofs().items() if test.startswith("tests/browser/") for name in names}
    assert built - shown - set(WITHOUT_A_BROWSER) == set()
    assert set(WITHOUT_A_BROWSER) <= seen
