"""Writers that ask the gate without a pause and never lose a key: an unclear outcome is asked again with it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import aiohttp

from tests.faults.judge import History

WRITERS = 16
ANSWERS = {"granted", "sold_out", "person_limit", "key_reused"}


class Load:
    """Load on a gate from a thread of its own, until it is stopped; `history` grows meanwhile."""

    def __init__(self, url: str, sign: Callable[[bytes], str], persons: int = 10**9) -> None:
        self.history = History()
        self._url = url
        self._sign = sign
        self._persons = persons
        self._next = 0
        self._stop = threading.Event()
        self._progress = threading.Condition()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    @contextmanager
    def running(self) -> Iterator["Load"]:
        """The load lasts as long as the context; at its end every open request has been asked to its end."""
        self._thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            self._thread.join(120)
            assert not self._thread.is_alive(), "a request was never answered"

    def wait_for_answers(self, more: int) -> None:
        """Until so many more answers have come."""
        with self._progress:
            goal = len(self.history.heard) + more
            assert self._progress.wait_for(lambda: len(self.history.heard) >= goal, timeout=60), "no answers came"

    async def _run(self) -> None:
        connector = aiohttp.TCPConnector(limit=WRITERS)
        timeout = aiohttp.ClientTimeout(total=30)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session, asyncio.TaskGroup() as group:
            for _ in range(WRITERS):
                group.create_task(self._write(session))

    async def _write(self, session: aiohttp.ClientSession) -> None:
        while not self._stop.is_set():
            self._next += 1
            person, key = (self._next % self._persons).to_bytes(16), uuid4()
            self.history.invoked[key] = person
            word = await self._ask(session, person, key)
            with self._progress:
                self.history.hear(key, word)
                self._progress.notify_all()
            if self._next % 7 == 0:
                self.history.hear(key, await self._ask(session, person, key))

    async def _ask(self, session: aiohttp.ClientSession, person: bytes, key: UUID) -> str:
        body = {"pass": self._sign(person), "key": str(key), "units": 1}
        while True:
            try:
                async with session.post(self._url, json=body) as response:
                    said = await response.json(content_type=None)
                    word = said.get("reason") or said["outcome"]
            except (aiohttp.ClientError, TimeoutError):
                word = "unclear"
            if word in ANSWERS:
                return word
            self.history.unknown += 1
            await asyncio.sleep(0.02)  # a pause between two tries, as any client makes
