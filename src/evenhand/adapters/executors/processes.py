"""Parts of a plan on the cores of this machine, each in a process that has the compiled search in its memory."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from types import TracebackType
from typing import Self

from evenhand.core.routing.ruin import full, search


def _begin() -> None:
    search.warm()
    full.warm()


class Processes:
    """So many workers (None: one for each core we may use). A context: at its end no worker is left."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or len(os.sched_getaffinity(0))
        # Not fork: a child of a process with threads may find a lock held by nobody.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(self.workers, mp_context=context, initializer=_begin)

    def map[Task, Answer](self, work: Callable[[Task], Answer], tasks: Sequence[Task]) -> Iterable[Answer]:
        """The answers in the order of the tasks, each as soon as it and those before it are there."""
        return self._pool.map(work, tasks)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
