"""Progress on standard error, so that standard output holds figures alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

type Bar = Callable[[str, int], Callable[[int], None]]
"""Begins a piece of work with so many parts; what it gives hears of each part done."""


@contextmanager
def bars() -> Iterator[Bar]:
    """A bar for each piece of work, as long as the context lasts."""
    columns = (TextColumn("{task.description:32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:

        def bar(what: str, total: int) -> Callable[[int], None]:
            task = progress.add_task(what, total=total)
            return lambda many: progress.advance(task, many)

        yield bar
