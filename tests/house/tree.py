"""The project's own files as data, for tests that hold the house to its plan."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "evenhand"
ROOMS = SOURCE / "apps"


@dataclass(frozen=True)
class Module:
    """One Python file."""

    path: Path

    @property
    def name(self) -> str:
        """Its dotted name, or for a test its path without the suffix."""
        base = ROOT / "src" if self.path.is_relative_to(SOURCE) else ROOT
        parts = self.path.relative_to(base).with_suffix("").parts
        return ".".join(part for part in parts if part != "__init__")

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def syntax(self) -> ast.Module:
        return ast.parse(self.text, filename=str(self.path))

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def in_migrations(self) -> bool:
        return "migrations" in self.path.parts

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method, nested ones too."""
        return (node for node in ast.walk(self.syntax) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    def strings(self) -> Iterator[str]:
        """Every string literal that is no docstring; what is put into an f-string stands as `{}`."""
        quoted = {id(part) for node in ast.walk(self.syntax) for part in _ignored(node)}
        for node in ast.walk(self.syntax):
            if id(node) not in quoted and isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def _ignored(node: ast.AST) -> list[ast.expr]:
    """Literals that are documentation, or parts of a longer one."""
    if isinstance(node, ast.JoinedStr):
        return node.values
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return [node.value]
    return []


@cache
def source() -> list[Module]:
    """Every module of the product."""
    return [Module(path) for path in sorted(SOURCE.rglob("*.py"))]


@cache
def tests() -> list[Module]:
    """Every module of the tests."""
    return [Module(path) for path in sorted((ROOT / "tests").rglob("*.py"))]


@cache
def rooms() -> list[str]:
    """Names of the rooms there are."""
    return sorted(path.parent.name for path in ROOMS.glob("*/__init__.py"))


@cache
def tenant_tables() -> frozenset[str]:
    """Tables around which a migration puts the wall between cities."""
    files = ROOMS.glob("*/migrations/*.sql")
    return frozenset(name for file in files for name in re.findall(r"evenhand_wall\('(\w+)'", file.read_text("utf-8")))


@cache
def documents() -> list[Path]:
    """Every page of documentation."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
