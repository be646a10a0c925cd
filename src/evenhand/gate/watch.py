"""Keeps the register true: looks into the database twice a second, city by city; rarely where nothing opens soon."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import asyncpg

from evenhand.apps.claims import admission
from evenhand.gate.releases import CityClock, Register, Release

LOOK_EVERY_S = 0.5
log = logging.getLogger("evenhand.gate")

UNREACHABLE = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)
"""What a database that is down, starting or going away makes a connection raise."""


FAULTS = (asyncpg.PostgresError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a wrong function or a wrong row raises: one batch or look pays for it, and the next goes on."""


async def watch(
    pool: "asyncpg.Pool[Any]", register: Register, then: Callable[[], None], connect: Callable[[], Awaitable[Any]]
) -> None:
    """Look again and again until cancelled, and `then` act on it; at once when a counter runs dry or the dial turns.

    An unreachable database only makes the figures older.
    """
    ear: Any = None
    while True:
        with suppress(*UNREACHABLE):
            ear = await _listening(ear, register, connect)
        with suppress(TimeoutError):
            await asyncio.wait_for(register.look_now.wait(), LOOK_EVERY_S)
        register.look_now.clear()
        try:
            await look(pool, register)
            then()
        except UNREACHABLE as error:
            log.warning("the database cannot be asked: %s", type(error).__name__)
        except FAULTS:
            log.exception("a look failed; the figures grow older")


async def _listening(ear: Any, register: Register, connect: Callable[[], Awaitable[Any]]) -> Any:
    """A connection on which others tell that a dial was turned or a counter ran dry: this one while it lives."""
    if ear is None or ear.is_closed():
        ear = await connect()
        await ear.add_listener(admission.LISTEN, lambda *_: register.look_now.set())
    return ear


async def look(pool: "asyncpg.Pool[Any]", register: Register) -> None:
    """One look at every city that is not let alone: its clock and its releases."""
    async with pool.acquire() as connection:
        register.gates = await connection.fetchval(admission.GATES)
        slugs = [row["slug"] for row in await connection.fetch(admission.CITIES)]
        for slug in slugs:
            if not register.may_be_let_alone(slug, time.monotonic()):
                async with connection.transaction():
                    await connection.execute(admission.enter(slug))
                    await _look_at(connection, slug, register)
    register.forget_other_cities(set(slugs))


async def _look_at(connection: Any, slug: str, register: Register) -> None:
    shown, rate = await connection.fetchrow(admission.CITY_TIME, slug)
    city = register.note_clock(slug, CityClock(shown, rate, time.monotonic()))
    found = admission.releases(slug, await connection.fetch(admission.QUOTAS, slug))
    for known in found:
        release = register.note_release(city, known)
        if release.left.free <= 0 and not release.answered_complete:
            await _learn_answered(connection, release)
    register.forget_other_releases(city, {known.terms.release for known in found})


async def _learn_answered(connection: Any, release: Release) -> None:
    rows = await connection.fetch(admission.SETTLED_PERSONS, release.city.slug, release.terms.release)
    release.answered.update(row["person"] for row in rows)
    release.answered_complete = True
