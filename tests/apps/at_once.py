"""Several hands at the same moment, each on a connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from evenhand.core.errors import Reason, Refused


def at_once[Answer](acts: Sequence[Callable[[], Answer]]) -> list[Answer | Reason]:
    """What each answers, or why it refuses. They start together."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Answer]) -> Answer | Reason:
        try:
            connection.ensure_connection()
            start.wait()
            return act()
        except Refused as refusal:
            return refusal.reason
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as hands:
        return list(hands.map(run, acts))
