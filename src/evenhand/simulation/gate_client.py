"""The residents at the gate: each presses at their moment, over HTTP, and keeps the answer."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import aiohttp

from evenhand.simulation.arrivals import Arrival

CONNECTIONS = 256
ANSWERED_S = 60
PAUSE_S = 0.5
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a resident holds at the gate: the pass from the door, and the key of the one request they make."""

    signed: str
    key: UUID
    units: int


@dataclass(slots=True)
class Crowd:
    """What the residents of one city heard: outcome or reason -> count; the waits in seconds; who was granted."""

    heard: dict[str, int] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    granted: set[int] = field(default_factory=set)
    contradicted: int = 0
    unanswered: int = 0
    requests: int = 0

    def hear(self, resident: int, word: str, wait: float) -> None:
        """Note an answer. Granted once and refused later would be a contradiction."""
        self.heard[word] = self.heard.get(word, 0) + 1
        self.waits.append(wait)
        if word == "granted":
            self.granted.add(resident)
        elif resident in self.granted and word != "already_claimed":
            self.contradicted += 1

    def wait_ms(self, share: float) -> float:
        """The wait in milliseconds that `share` of the answers stayed within."""
        ordered = sorted(self.waits)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


async def rush(
    base_url: str,
    release: UUID,
    arrivals: Sequence[Arrival],
    tickets: Sequence[Ticket],
    opens_in_s: float,
    progress: Callable[[int], None] = lambda _: None,
) -> Crowd:
    """Let everybody arrive; the hour is `opens_in_s` seconds from now. Returns when everyone has an answer."""
    crowd = Crowd()
    hour = time.monotonic() + opens_in_s
    address = f"{base_url}/gate/{release}/claim"
    timeout = aiohttp.ClientTimeout(total=ANSWERED_S)
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS), timeout=timeout) as session,
        asyncio.TaskGroup() as everybody,
    ):
        for arrival in arrivals:
            wait = hour + arrival.at_s - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            everybody.create_task(_press(session, address, arrival, tickets[arrival.resident], crowd))
            progress(1)
    return crowd


async def _press(session: aiohttp.ClientSession, address: str, arrival: Arrival, ticket: Ticket, crowd: Crowd) -> None:
    for _ in range(arrival.tries):
        await _ask(session, address, arrival, ticket, crowd)


async def _ask(session: aiohttp.ClientSession, address: str, arrival: Arrival, ticket: Ticket, crowd: Crowd) -> None:
    """Ask until there is an answer: too early, busy or a lost connection mean the same key again, after a pause."""
    body = f'{{"pass":"{ticket.signed}","key":"{ticket.key}","units":{ticket.units}}}'.encode()
    latest = time.monotonic() + ANSWERED_S
    while time.monotonic() < latest:
        began = time.monotonic()
        crowd.requests += 1
        try:
            async with session.post(address, data=body, headers=JSON) as response:
                said = await response.json()
        except (aiohttp.ClientError, TimeoutError):
            word = "unavailable"
        else:
            word = said.get("reason") or said["outcome"]
        if word not in ("busy", "unavailable", "not_open"):
            crowd.hear(arrival.resident, word, time.monotonic() - began)
            return
        crowd.heard[word] = crowd.heard.get(word, 0) + 1
        await asyncio.sleep(PAUSE_S)
    crowd.unanswered += 1
