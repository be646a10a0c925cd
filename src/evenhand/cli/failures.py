"""A failed command says in one sentence what is wrong. Where it happened is shown only on demand."""

import sys
from types import TracebackType

import typer

from evenhand.cli.exits import Exit, exit_of
from evenhand.config import options
from evenhand.config.errors import Misconfigured


def tell(kind: type[BaseException], failure: BaseException, trace: TracebackType | None) -> None:
    """Print the failure and end with the exit code that the table gives it. Made to be `sys.excepthook`."""
    if _debug():
        sys.__excepthook__(kind, failure, trace)
    code = exit_of(kind)
    words = str(failure).strip() or kind.__name__
    if code is None:
        code, words = Exit.BROKEN, f"unexpected {kind.__name__}: {words} (EVENHAND_DEBUG=1 shows where)"
    typer.echo(f"evenhand: {words}", err=True)
    raise SystemExit(code)


def _debug() -> bool:
    try:
        return options.switch("EVENHAND_DEBUG")
    except Misconfigured:
        return True
