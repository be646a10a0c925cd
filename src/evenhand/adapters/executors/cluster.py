"""Parts of a plan on the machines of a Dask cluster (the extra `scale`)."""

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from types import TracebackType
from typing import Any, Self

from evenhand.core.errors import Reason, Refused


class Cluster:
    """Workers behind a Dask scheduler's address. Refused(NOT_FOUND): the extra is not installed, or nobody is there."""

    def __init__(self, address: str) -> None:
        try:
            self._client: Any = import_module("distributed").Client(address, timeout="10s")
        except (ImportError, OSError) as error:
            raise Refused(Reason.NOT_FOUND, "cluster", rule=f"evenhand[scale], and a scheduler: {error}") from error
        self.workers = max(1, len(self._client.scheduler_info()["workers"]))

    def map[Task, Answer](self, work: Callable[[Task], Answer], tasks: Sequence[Task]) -> Iterable[Answer]:
        """The answers in the order of the tasks."""
        futures = self._client.map(work, tasks, pure=False)
        return (future.result() for future in futures)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()
