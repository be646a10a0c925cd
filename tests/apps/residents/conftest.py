"""What the tests of the vault share."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from evenhand.core.errors import Refused


@pytest.fixture
def in_parallel(transactional_db: None) -> Callable[[Callable[[], object], int], list[object]]:
    """Does something several times at once, each on a connection of its own; answers, or the refusals."""

    def run(act: Callable[[], object], times: int) -> list[object]:
        start = Barrier(times)

        def one() -> object:
            start.wait()
            try:
                return act()
            except Refused as refused:
                return refused
            finally:
                connection.close()

        with ThreadPoolExecutor(times) as pool:
            return [asked.result() for asked in [pool.submit(one) for _ in range(times)]]

    return run
