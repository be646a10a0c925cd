"""Every exception from a rule says why, and no test is let off."""

import ast
import re

import pytest

from tests.house import tree

REASONED = re.compile(
    r"#\s*(?:(?:ruff: )?noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[\w, -]+\])\s+[-–#(:]*\s*\w+ \w+"
)
EXCEPTION = re.compile(r"#\s*(?:ruff: ?)?noqa\b|#\s*type: ?ignore")
LET_OFF = {"skip", "skipif", "xfail"}
BY_BROWSER = "tests/browser"
"""A machine without a browser says so loudly, and fails where EVENHAND_REQUIRE_BROWSER asks for one."""


def comments(module: tree.Module) -> list[str]:
    return [line for line in module.text.splitlines() if EXCEPTION.search(line) and "re.compile" not in line]


@pytest.mark.parametrize("module", [*tree.source(), *tree.tests()], ids=lambda module: module.name)
def test_an_exception_from_a_rule_carries_its_reason(module: tree.Module) -> None:
    assert [line.strip() for line in comments(module) if not REASONED.search(line)] == []


@pytest.mark.parametrize("module", tree.tests(), ids=lambda module: module.name)
def test_no_test_is_let_off_or_sleeps(module: tree.Module) -> None:
    spoken = {ast.unparse(node) for node in ast.walk(module.syntax) if isinstance(node, ast.Attribute)}
    let_off = {name for name in spoken if name.startswith("pytest.") and LET_OFF & set(name.split("."))}
    assert "time.sleep" not in spoken or not module.path.name.startswith("test_"), "wait for a condition"
    assert not let_off or str(module.path.relative_to(tree.ROOT)).startswith(BY_BROWSER)
