"""A failed command says in one sentence what is wrong. Where it happened is shown only on demand."""

import logging
import sys
from collections.abc import Iterator
from types import TracebackType

import typer

from evenhand.cli.exits import Exit, exit_of
from evenhand.config import options
from evenhand.config.errors import DatabaseUnavailable, Misconfigured

VERBOSE = ("asyncpg", "psycopg.pool")
"""Libraries that tell each lost connection at length, some with a traceback; we tell it once, in words."""


def hush() -> None:
    """Keep what others say of failures out of the log."""
    for name in VERBOSE:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def tell(kind: type[BaseException], failure: BaseException, trace: TracebackType | None) -> None:
    """Print the failure and end with the exit code that the table gives it. Made to be `sys.excepthook`."""
    if _debug():
        sys.__excepthook__(kind, failure, trace)
    code, words = of(failure)
    typer.echo(f"evenhand: {words}", err=True)
    raise SystemExit(code)


def of(failure: BaseException) -> tuple[Exit, str]:
    """A failure's exit code and words. Of several that came at once, the first that the table knows speaks for all."""
    parts = list(_parts(failure))
    part = next((part for part in parts if exit_of(type(part))), parts[0])
    code, kind, words = exit_of(type(part)), type(part).__name__, str(part).strip()
    line = words.partition("\n")[0]  # what follows, a database says of rows and of itself
    if code is None:
        return Exit.BROKEN, f"unexpected {kind}: {line or kind} (EVENHAND_DEBUG=1 shows where)"
    if code is Exit.DATABASE and not isinstance(part, DatabaseUnavailable):
        return code, f"PostgreSQL can't be asked: {line or kind}"
    return code, words or kind


def _parts(failure: BaseException) -> Iterator[BaseException]:
    """The failures that make up this one; itself, if it is single."""
    if isinstance(failure, BaseExceptionGroup):
        for part in failure.exceptions:
            yield from _parts(part)
    else:
        yield failure


def _debug() -> bool:
    try:
        return options.switch("EVENHAND_DEBUG")
    except Misconfigured:
        return True
