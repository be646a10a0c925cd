"""Asking until there is an answer, as anybody does whose page does not load: the same again, after a pause."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiohttp

PAUSE_S = 0.5
PATIENCE_S = 60.0
BUSY = 503
"""Asked of a city that can't be asked just now: nothing is lost, the answer itself says to come again."""
LOST = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError)
"""The connection was refused or lost; whether the request was heard is unknown."""


async def insist[Answer](ask: Callable[[], Awaitable[Answer]], status: Callable[[Answer], int]) -> Answer:
    """Ask until an answer comes, then give it; after a minute, give or raise whatever comes then.

    Only for requests that name what they want, by a key or an attempt's id: a repeat of one changes nothing.
    """
    latest = time.monotonic() + PATIENCE_S
    while time.monotonic() < latest:
        with suppress(*LOST):
            answer = await ask()
            if status(answer) != BUSY:
                return answer
        await asyncio.sleep(PAUSE_S)
    return await ask()
