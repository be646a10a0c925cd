"""Keeps the register true: looks into the database twice a second, city by city."""

import asyncio
import logging
import time
from contextlib import suppress
from typing import Any
from uuid import UUID

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


async def watch(pool: "asyncpg.Pool[Any]", register: Register) -> None:
    """Look again and again until cancelled, at once when a counter runs dry.

    An unreachable database only makes the figures older.
    """
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(register.look_now.wait(), LOOK_EVERY_S)
        register.look_now.clear()
        try:
            await look(pool, register)
        except UNREACHABLE as error:
            log.warning("the database cannot be asked: %s", type(error).__name__)


async def look(pool: "asyncpg.Pool[Any]", register: Register) -> None:
    """One look at every city: its clock and its releases."""
    seen: set[UUID] = set()
    async with pool.acquire() as connection:
        for row in await connection.fetch(admission.CITIES):
            async with connection.transaction():
                await connection.execute(admission.enter(row["slug"]))
                seen |= await _look_at(connection, row["slug"], register)
    register.forget_others(seen)


async def _look_at(connection: Any, slug: str, register: Register) -> set[UUID]:
    shown, rate = await connection.fetchrow(admission.CITY_TIME, slug)
    city = register.note_clock(slug, CityClock(shown, rate, time.monotonic()))
    found = admission.terms(slug, await connection.fetch(admission.QUOTAS, slug))
    for terms, left in found:
        release = register.note_release(city, terms, left)
        if release.left.free <= 0 and not release.answered_complete:
            await _learn_answered(connection, release)
    return {terms.release for terms, _ in found}


async def _learn_answered(connection: Any, release: Release) -> None:
    rows = await connection.fetch(admission.SETTLED_PERSONS, release.city.slug, release.terms.release)
    release.answered.update(row["person"] for row in rows)
    release.answered_complete = True
