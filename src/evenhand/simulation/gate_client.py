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
SPREAD = 97
"""Residents are spread over so many moments of the server's jitter."""
PASSING = frozenset({"busy", "unavailable", "not_open", "waiting"})
"""No answer yet: the same key asks again."""
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
    hour: float = 0.0
    """When it was, on the steady clock."""
    ends: list[float] = field(default_factory=list)
    """Seconds from the hour to each answer."""
    contradicted: int = 0
    unanswered: int = 0
    requests: int = 0
    looks: int = 0
    """At the status, while waiting."""

    def hear(self, resident: int, word: str, wait: float) -> None:
        """Note an answer. Granted once and refused later would be a contradiction."""
        self.heard[word] = self.heard.get(word, 0) + 1
        self.waits.append(wait)
        self.ends.append(time.monotonic() - self.hour)
        if word == "granted":
            self.granted.add(resident)
        elif resident in self.granted:
            self.contradicted += 1

    def answers_per_second(self) -> list[int]:
        """How many answers came in each second from the hour on; what came before it counts as its first."""
        counts = [0] * (int(max(self.ends, default=0.0)) + 1)
        for end in self.ends:
            counts[max(0, int(end))] += 1
        return counts

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
    hour = time.monotonic() + opens_in_s
    crowd = Crowd(hour=hour)
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
    """Ask until there is an answer: too early, busy or a lost connection mean the same key again, after a pause.

    Whoever has a place in the line looks at the status, as a page does, and hears the answer under the same key.
    """
    latest = max(time.monotonic(), crowd.hour) + ANSWERED_S
    while time.monotonic() < latest:
        began = time.monotonic()
        word = await _once(session, address, ticket, crowd)
        if word not in PASSING:
            crowd.hear(arrival.resident, word, time.monotonic() - max(began, crowd.hour))
            return
        crowd.heard[word] = crowd.heard.get(word, 0) + 1
        if word == "waiting":
            await _wait_in_line(session, address.removesuffix("/claim"), arrival.resident, crowd)
        else:
            await asyncio.sleep(PAUSE_S)
    crowd.unanswered += 1


async def _once(session: aiohttp.ClientSession, address: str, ticket: Ticket, crowd: Crowd) -> str:
    """One request, and its outcome or reason."""
    body = f'{{"pass":"{ticket.signed}","key":"{ticket.key}","units":{ticket.units}}}'.encode()
    crowd.requests += 1
    try:
        async with session.post(address, data=body, headers=JSON) as response:
            said = await response.json()
    except (aiohttp.ClientError, TimeoutError):
        return "unavailable"
    return str(said.get("reason") or said["outcome"])


async def _wait_in_line(session: aiohttp.ClientSession, status: str, resident: int, crowd: Crowd) -> None:
    """Look at the status at the server's interval, each at a moment of their own, until the hour has come."""
    while True:
        crowd.looks += 1
        try:
            async with session.get(status) as response:
                said = await response.json()
        except (aiohttp.ClientError, TimeoutError):
            said = {}
        if said.get("state") not in ("lobby", None):
            await asyncio.sleep(said["jitterSeconds"] * (resident % SPREAD) / SPREAD)
            return
        await asyncio.sleep(said.get("refresh_s", 1) + said.get("jitterSeconds", 1) * (resident % SPREAD) / SPREAD)
