"""Small modules and short functions: a stranger reads each at one sitting."""

import ast
from statistics import median

import pytest

from tests.house import tree

MODULE_LINES = 300
HALF_OF_MODULES = 90
FUNCTION_LINES = 40
HALF_OF_FUNCTIONS = 10


@pytest.mark.parametrize("module", [*tree.source(), *tree.tests()], ids=lambda module: module.name)
def test_a_module_is_not_too_long(module: tree.Module) -> None:
    assert module.lines <= MODULE_LINES, "split it by storey into a package of the same name"


def test_half_of_all_modules_are_short() -> None:
    written = [module.lines for module in tree.source() if module.lines and not module.in_migrations]
    assert median(written) <= HALF_OF_MODULES


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function after its docstring, those of functions inside it too."""
    first, *rest = function.body
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    start = rest[0].lineno if documented and rest else first.lineno
    return (function.end_lineno or start) - start + 1


def test_no_function_is_long_and_half_are_about_ten_lines() -> None:
    sizes = {f"{m.name}.{f.name}": body_lines(f) for m in tree.source() for f in m.functions()}
    assert {name: size for name, size in sizes.items() if size > FUNCTION_LINES} == {}
    assert median(sizes.values()) <= HALF_OF_FUNCTIONS
