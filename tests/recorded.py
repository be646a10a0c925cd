"""Judges each statement that the product sends through Django in the tests; a breach fails the test that caused it.

Statements of the tests themselves are not judged: they look at the database from outside, over all cities at once.
"""

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from tests.house import tree
from tests.house.statements import breaches

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class Judge:
    """An `execute_wrapper` for statements whose caller lies under `watched`."""

    def __init__(self, watched: Path) -> None:
        self._watched = str(watched)

    def __call__(self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        found = _breaches(str(sql))
        if found and self._is_watched():
            raise AssertionError(f"{'; '.join(found)}: {sql}")
        return execute(sql, params, many, context)

    def _is_watched(self) -> bool:
        """Whether the nearest caller of the project's own is one that is watched."""
        frame = sys._getframe(2)
        while frame.f_back and not self._is_ours(frame.f_code.co_filename):
            frame = frame.f_back
        return frame.f_code.co_filename.startswith(self._watched)

    @staticmethod
    def _is_ours(file: str) -> bool:
        return file.startswith((str(tree.SOURCE), str(tree.ROOT / "tests"))) and file != __file__


@cache
def _breaches(sql: str) -> list[str]:
    return breaches(sql, tree.tenant_tables())


JUDGE = Judge(tree.SOURCE)


def _watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if JUDGE not in connection.execute_wrappers:
        connection.execute_wrappers.append(JUDGE)


connection_created.connect(_watch, dispatch_uid="tests.recorded")
