"""The stage of a city's day: its clock, its doors, and browsers for everybody who acts."""

import asyncio
import time as steady
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import aiohttp
from django.db import connection

from evenhand.apps.cities import services as cities
from evenhand.apps.journal import queries as journal
from evenhand.apps.journal.tenancy import AWAY, city_transaction
from evenhand.apps.notices import queries as notices
from evenhand.cli import links
from evenhand.cli.day.cast import Cast
from evenhand.core.terms import PersonTag, Role
from evenhand.simulation.residents import Resident
from evenhand.simulation.staff import Member
from evenhand.simulation.visitor import Visitor

DOORS = {Role.MERCHANT: "merchant/", Role.RIDER: "rider/", Role.DISPATCHER: "dispatch/", Role.OFFICIAL: "hall/",
         Role.AUDITOR: "hall/"}  # fmt: skip
AT_ONCE = 12
"""Pages asked for at the same moment: more would only wait before the doors."""
SETTLES_S = 90.0
AWAY_S = 30.0
"""How long the database may be away."""
LOOK_S = 0.1


class Unsettled(Exception):
    """The worker did not get through the journal in time."""


@dataclass
class Stage:
    """Where a cast plays. Everything that asks the rooms runs in a thread of its own, so that browsers go on."""

    cast: Cast
    base_url: str
    gate_url: str
    seen: dict[int, int] = field(default_factory=dict)
    """status -> pages that answered so"""

    def __post_init__(self) -> None:
        self._persons = {person.tag: person.id for person in self.cast.residents}
        self._walkers = {person.tag for person in self.cast.walkers}

    def person(self, tag: bytes) -> UUID:
        """The resident whose pseudonym this is."""
        return self._persons[PersonTag(tag)]

    def walks(self, tag: bytes) -> bool:
        """Whether this resident goes through every page."""
        return tag in self._walkers

    @property
    def home(self) -> str:
        """The address of the city's page."""
        return f"{self.base_url}/{self.cast.slug}/"

    async def ask(self, query: Callable[..., Any], **arguments: Any) -> Any:
        """A query of a room, in a transaction of the city."""
        return await self.act(lambda at: query(city=self.cast.slug, **arguments))

    async def act[T](self, deed: Callable[[datetime], T]) -> T:
        """Do something in a transaction of the city, at the city's time."""
        return await asyncio.to_thread(self._act, deed)

    def _act[T](self, deed: Callable[[datetime], T]) -> T:
        """Again, while the database is away: no deed of a day does more when it is done twice."""
        latest = steady.monotonic() + AWAY_S
        while True:
            try:
                with city_transaction(self.cast.slug) as at:
                    return deed(at)
            except AWAY:
                connection.close()
                if steady.monotonic() > latest:
                    raise
                steady.sleep(LOOK_S)

    async def set_clock(self, at: datetime, rate: float = 1) -> None:
        """Let the city's clock show `at`."""
        await self.ask(cities.set_clock, started_at=datetime.now(UTC), city_at=at, rate=rate)

    async def settle(self) -> None:
        """Until the worker has acted on every fact and sent every word. Unsettled: it takes too long."""
        latest = steady.monotonic() + SETTLES_S
        while await self.ask(journal.waiting) or await self.ask(notices.waiting):
            if steady.monotonic() > latest:
                raise Unsettled(f"{self.cast.slug}: facts or notices still wait after {SETTLES_S:.0f} s")
            await asyncio.sleep(LOOK_S)

    @asynccontextmanager
    async def member(self, role: Role, id: UUID) -> AsyncIterator[Member]:
        """Somebody of the staff, signed in."""
        async with self._browser(role, id) as visitor:
            yield Member(visitor, self.home + DOORS[role])

    @asynccontextmanager
    async def resident(self, id: UUID) -> AsyncIterator[Resident]:
        """A resident, signed in."""
        async with self._browser(Role.RESIDENT, id) as visitor:
            yield Resident(visitor, self.home)

    @asynccontextmanager
    async def _browser(self, role: Role, id: UUID) -> AsyncIterator[Visitor]:
        jar = aiohttp.CookieJar(unsafe=True)  # an address without a name may set cookies too
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120), cookie_jar=jar) as session:
            visitor = Visitor(session)
            await visitor.open(self.base_url + links.path(self.cast.slug, role, id), follow=False)
            yield visitor
            for status, many in visitor.seen.items():
                self.seen[status] = self.seen.get(status, 0) + many


async def each[Item](
    items: Sequence[Item],
    act: Callable[[Item], Awaitable[None]],
    done: Callable[[int], None] = lambda _: None,
    at_once: int = AT_ONCE,
) -> None:
    """Let everybody act, a few at the same moment."""
    turn = asyncio.Semaphore(at_once)

    async def one(item: Item) -> None:
        async with turn:
            await act(item)
            done(1)

    async with asyncio.TaskGroup() as group:
        for item in items:
            group.create_task(one(item))
