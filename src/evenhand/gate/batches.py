"""Group commit: all who wait are settled together, and while one batch commits the next one gathers."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from evenhand.apps.claims import admission
from evenhand.apps.claims.admission import Answer, Settled
from evenhand.core.errors import Reason
from evenhand.core.terms import Request
from evenhand.gate.pace import Pace
from evenhand.gate.releases import Release
from evenhand.gate.watch import FAULTS, UNREACHABLE

BATCH_MAX = 2000
IN_FLIGHT = 2
WAITING_MAX = 20_000
PATIENCE_S = 10.0
RETRY_S = 0.1
HELD_S = 0.02

BUSY = Answer(granted=False, reason=Reason.BUSY)
UNAVAILABLE = Answer(granted=False, reason=Reason.UNAVAILABLE)
log = logging.getLogger("evenhand.gate")

type Settle = Callable[[Any, str, UUID, Sequence[Request]], Awaitable[Settled]]


class Waiting:
    """A request in line, and the promise of an answer to whoever holds the connection."""

    __slots__ = ("answer", "request", "since")

    def __init__(self, request: Request, answer: "asyncio.Future[Answer]", since: float) -> None:
        self.request, self.answer, self.since = request, answer, since

    def settle(self, answer: Answer) -> None:
        if not self.answer.done():
            self.answer.set_result(answer)


class Counter:
    """The line before one release, and the few tasks that settle it with `settle`: to claim, or to join its lobby."""

    def __init__(
        self, release: Release, pool: "asyncpg.Pool[Any]", dry: asyncio.Event, settle: Settle = admission.admit
    ) -> None:
        self._release = release
        self._pool = pool
        self._dry = dry
        self._settle_in = settle
        self._line: deque[Waiting] = deque()
        self._somebody = asyncio.Event()
        self._pace = Pace()
        self._lobby: asyncio.Task[None] | None = None
        self._tasks = [asyncio.create_task(self._serve()) for _ in range(IN_FLIGHT)]

    def full(self) -> bool:
        """Whether the line takes nobody more."""
        return len(self._line) >= WAITING_MAX

    def ask(self, request: Request) -> "asyncio.Future[Answer]":
        """The answer to a request, once the batch that holds it is durable; BUSY when the line is full."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        if self.full():
            answer.set_result(BUSY)
            return answer
        self._line.append(Waiting(request, answer, time.monotonic()))
        self._somebody.set()
        return answer

    def wait_s(self) -> int:
        """How long somebody who came now would wait, in whole seconds, at the pace of the last ones."""
        return self._pace.seconds(len(self._line) + self._release.standing)

    def open_lobby(self) -> None:
        """Answer those who stand in the lobby, if nobody is at it."""
        if self._lobby is None or self._lobby.done():
            self._lobby = asyncio.create_task(self._serve_lobby())

    async def close(self) -> None:
        """Stop serving; whoever still waits is told that the place is kept."""
        tasks = [*self._tasks, *([self._lobby] if self._lobby else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
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
        while True:
            while not self._line:
                self._somebody.clear()
                await self._somebody.wait()
            most = self._pace.allowed(self._release.rate, time.monotonic())
            if most:
                break
            await asyncio.sleep(HELD_S)
        batch = [self._line.popleft() for _ in range(min(BATCH_MAX, most, len(self._line)))]
        self._pace.spend(len(batch))
        return batch

    async def _settle(self, batch: list[Waiting]) -> None:
        """Settle a batch, again and again while the database is away: a settled key finds its stored answer."""
        while batch := self._patient(batch):
            try:
                async with self._pool.acquire() as connection:
                    settled = await self._settle_in(
                        connection, self._release.city.slug, self._release.terms.release, [w.request for w in batch]
                    )
                    if settled.left is None and settled.answers[0] is None:
                        await self._serve_some(connection)
                        continue
                self._tell(batch, settled)
                return
            except asyncpg.SerializationError:
                continue
            except UNREACHABLE:
                await asyncio.sleep(RETRY_S)
            except FAULTS:
                log.exception("a batch of %d was not settled", len(batch))
                for waiting in batch:
                    waiting.settle(UNAVAILABLE)
                return

    async def _serve_lobby(self) -> None:
        while self._release.standing and self._release.dial.serves:
            try:
                async with self._pool.acquire() as connection:
                    await self._serve_some(connection)
            except UNREACHABLE:
                await asyncio.sleep(RETRY_S)
            except FAULTS:
                log.exception("a lobby could not be served")
                await asyncio.sleep(RETRY_S)

    async def _serve_some(self, connection: Any) -> None:
        """Answer some of those who stand before everybody else, as fast as the dial allows."""
        most = min(BATCH_MAX, self._pace.allowed(self._release.rate, time.monotonic()))
        if not most:
            await asyncio.sleep(HELD_S)
            return
        self._pace.spend(most)
        city, release = self._release.city.slug, self._release.terms.release
        secret = self._release.secret
        self._release.standing = await admission.serve_lobby(connection, city, release, most, secret)

    @staticmethod
    def _patient(batch: list[Waiting]) -> list[Waiting]:
        """Those whose wait is still bearable. The others hear that nothing is known yet: same key, ask again."""
        latest = time.monotonic() - PATIENCE_S
        if batch and batch[0].since >= latest:
            return batch
        for waiting in batch:
            if waiting.since < latest:
                waiting.settle(UNAVAILABLE)
        return [waiting for waiting in batch if waiting.since >= latest]

    def _tell(self, batch: list[Waiting], settled: Settled) -> None:
        if settled.left is not None:
            self._release.left = settled.left
            if settled.left.free <= 0 and not self._release.answered_complete:
                self._dry.set()
        again: list[Waiting] = []
        for waiting, answer in zip(batch, settled.answers, strict=True):
            if answer is None:
                again.append(waiting)
                continue
            if answer.waiting is None:
                self._release.answered.add(waiting.request.person)
            waiting.settle(answer)
        if again:
            self._line.extendleft(reversed(again))
            self._somebody.set()
