"""The corridor is one table: every fact there is has a line in it, even if the line says that nothing follows."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module

from evenhand import flow
from evenhand.core.events import Event
from tests.house import tree


def test_every_fact_appears_in_the_corridor() -> None:
    assert sorted(flow.STEPS) == Event.kinds()


def test_every_step_takes_a_batch_of_facts_in_one_city() -> None:
    steps = {step for steps in flow.STEPS.values() for step in steps}
    assert steps
    assert {tuple(inspect.signature(step).parameters) for step in steps} == {("city", "at", "facts")}


def test_no_fact_is_listed_twice() -> None:
    tables = [
        node
        for node in ast.walk(tree.Module(tree.SOURCE / "flow" / "__init__.py").syntax)
        if isinstance(node, ast.Dict)
    ]
    keys = [ast.unparse(key) for table in tables for key in table.keys if key]
    assert len(keys) == len(set(keys))


def put_off() -> Iterator[str]:
    """Every kind of thing that some room lets fall due: written out, or the module's constant."""
    for module in tree.source():
        for node in ast.walk(module.syntax):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".put_due"):
                kinds = [word.value for word in node.keywords if word.arg == "kind"]
                yield from (str(eval(ast.unparse(kind), vars(import_module(module.name)))) for kind in kinds)


def test_whatever_falls_due_has_its_line() -> None:
    assert set(put_off()) == set(flow.DUE)
