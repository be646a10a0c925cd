"""Group commit: all who wait are settled together, and while one batch commits the next one gathers."""

import asyncio
import logging
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

import asyncpg

from evenhand.apps.claims import admission
from evenhand.apps.claims.admission import Answer
from evenhand.core.errors import Reason
from evenhand.core.terms import Request
from evenhand.gate.releases import Release
from evenhand.gate.watch import UNREACHABLE

BATCH_MAX = 2000
IN_FLIGHT = 2
WAITING_MAX = 20_000
PATIENCE_S = 10.0
RETRY_S = 0.1

BUSY = Answer(granted=False, reason=Reason.BUSY)
UNAVAILABLE = Answer(granted=False, reason=Reason.UNAVAILABLE)
log = logging.getLogger("evenhand.gate")


@dataclass(slots=True)
class Waiting:
    """A request in line, and the promise of an answer to whoever holds the connection."""

    request: Request
    answer: "asyncio.Future[Answer]"
    since: float

    def settle(self, answer: Answer) -> None:
        if not self.answer.done():
            self.answer.set_result(answer)


class Counter:
    """The line before one release, and the few tasks that settle it."""

    def __init__(self, release: Release, pool: "asyncpg.Pool[Any]", dry: asyncio.Event) -> None:
        self._release = release
        self._pool = pool
        self._dry = dry
        self._line: deque[Waiting] = deque()
        self._somebody = asyncio.Event()
        self._tasks = [asyncio.create_task(self._serve()) for _ in range(IN_FLIGHT)]

    async def ask(self, request: Request) -> Answer:
        """The answer to a request, once the batch that holds it is durable; BUSY when the line is full."""
        if len(self._line) >= WAITING_MAX:
            return BUSY
        waiting = Waiting(request, asyncio.get_running_loop().create_future(), time.monotonic())
        self._line.append(waiting)
        self._somebody.set()
        return await waiting.answer

    async def close(self) -> None:
        """Stop serving; whoever still waits is told that the place is kept."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        while self._line:
            self._line.popleft().settle(BUSY)

    async def _serve(self) -> None:
        batch: list[Waiting] = []
        try:
            while True:
                batch = await self._gather()
                await self._settle(batch)
        finally:
            for waiting in batch:
                waiting.settle(BUSY)

    async def _gather(self) -> list[Waiting]:
        while not self._line:
            self._somebody.clear()
            await self._somebody.wait()
        return [self._line.popleft() for _ in range(min(BATCH_MAX, len(self._line)))]

    async def _settle(self, batch: list[Waiting]) -> None:
        """Settle a batch, again and again while the database is away: a settled key finds its stored answer."""
        while batch := self._patient(batch):
            try:
                async with self._pool.acquire() as connection:
                    settled = await admission.admit(
                        connection, self._release.city.slug, self._release.terms.release, [w.request for w in batch]
                    )
                self._tell(batch, settled)
                return
            except asyncpg.SerializationError:
                continue
            except UNREACHABLE:
                await asyncio.sleep(RETRY_S)
            except asyncpg.PostgresError:
                log.exception("a batch of %d was not settled", len(batch))
                for waiting in batch:
                    waiting.settle(UNAVAILABLE)
                return

    @staticmethod
    def _patient(batch: list[Waiting]) -> list[Waiting]:
        """Those whose wait is still bearable. The others hear that nothing is known yet: same key, ask again."""
        latest = time.monotonic() - PATIENCE_S
        for waiting in batch:
            if waiting.since < latest:
                waiting.settle(UNAVAILABLE)
        return [waiting for waiting in batch if waiting.since >= latest]

    def _tell(self, batch: list[Waiting], settled: admission.Settled) -> None:
        if settled.left is not None:
            self._release.left = settled.left
            if settled.left.free <= 0 and not self._release.answered_complete:
                self._dry.set()
        again: list[Waiting] = []
        for waiting, answer in zip(batch, settled.answers, strict=True):
            if answer is None:
                again.append(waiting)
                continue
            self._release.answered.add(waiting.request.person)
            waiting.settle(answer)
        if again:
            self._line.extendleft(reversed(again))
            self._somebody.set()
