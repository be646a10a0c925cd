"""One opening of one city: everybody comes, everybody waits for an answer, and the audit counts."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from evenhand.apps.claims import queries as claims_read
from evenhand.apps.claims import services as claims
from evenhand.apps.reports import queries as reports
from evenhand.apps.reports.queries import Audit
from evenhand.cli.day import cast, opening
from evenhand.cli.day.stage import Stage
from evenhand.cli.progress import Bar
from evenhand.cli.system import System
from evenhand.config import memory
from evenhand.core.dial import Admit, Dial
from evenhand.core.policy import CityPolicy
from evenhand.core.terms import Mode
from evenhand.simulation import arrivals, gate_client
from evenhand.simulation.gate_client import Crowd

LOOK_BACK = timedelta(days=31)
LOBBY_PART = 0.5
"""Of the minutes, those before the hour in which people come to the lobby."""
READY_S = 4.0
"""Real seconds in which everything is set before the first may come."""


@dataclass(frozen=True, slots=True)
class Script:
    """What is rehearsed: people and the real minutes in which they come, packs, a seed, and a dial if one is set."""

    people: int
    minutes: float
    packs: int
    seed: int
    per_s: int | None = None


@dataclass(frozen=True, slots=True)
class Drilled:
    """How it went. `gate_mb`: the most memory that was seen in the gate's processes together."""

    city: str
    zone: str
    day: date
    release: UUID
    script: Script
    stream: list[arrivals.Arrival]
    crowd: Crowd
    audit: Audit
    gate_mb: int
    pages: dict[int, int]

    @property
    def begins_s(self) -> int:
        """When the first one came, in whole seconds after the hour; below 0: before."""
        return min(0, math.floor(min(arrival.at_s for arrival in self.stream)))

    @property
    def broken(self) -> dict[str, int]:
        """What was not as promised."""
        seen = {
            "contradicted": self.crowd.contradicted,
            "unanswered": self.crowd.unanswered,
            "failed_pages": sum(many for status, many in self.pages.items() if status >= 500),
        }
        return self.audit.broken | {name: count for name, count in seen.items() if count}

    @property
    def figures(self) -> dict[str, int | float | str]:
        """One line of figures, for programs."""
        return {
            "city": self.city,
            "people": self.script.people,
            "requests": self.crowd.requests + self.crowd.looks,
            "answers": len(self.crowd.ends),
            "granted": self.audit.granted,
            "quota": self.audit.quota,
            "oversold": self.audit.oversold + self.audit.drift,
            "doubled": self.audit.doubled,
            "unanswered": self.crowd.unanswered,
            "peak_per_s": max(arrivals.per_second(self.stream, self.begins_s)),
            "answers_peak_per_s": max(self.crowd.answers_per_second()),
            "p50_ms": round(self.crowd.wait_ms(0.5), 1),
            "p99_ms": round(self.crowd.wait_ms(0.99), 1),
            "gate_mb": self.gate_mb,
        }


async def rehearse(system: System, policy: CityPolicy, script: Script, bar: Bar) -> Drilled:
    """The opening, from the first who comes to the last who has an answer."""
    enrolled = bar(f"People of {policy.city.slug}", script.people)
    players = await asyncio.to_thread(
        cast.assemble, policy, residents=script.people, packs=script.packs, seed=script.seed, seen=enrolled
    )
    stage = Stage(players, system.base_url, system.gate_url)
    release = await opening.prepare(stage, script.packs)
    if script.per_s:
        await _turn_dial(stage, release, script.per_s)
    came = bar("The opening", script.people)
    async with memory.watched(system.children["gate"].pid) as gate:
        stream, crowd = await _open(stage, release, script, came)
    await stage.settle()
    first = players.day - LOOK_BACK
    audit: Audit = await stage.ask(reports.audit, release_id=release, first=first, last=players.day)
    return Drilled(
        players.slug, players.zone.key, players.day, release, script, stream, crowd, audit, gate.most_mb, stage.seen
    )


async def _turn_dial(stage: Stage, release: UUID, per_s: int) -> None:
    dial = Dial(Admit.RATE, per_s)
    official = stage.cast.official
    await stage.act(lambda at: claims.turn_dial(city=stage.cast.slug, at=at, subject=release, dial=dial, by=official))


async def _open(
    stage: Stage, release: UUID, script: Script, came: Callable[[int], None]
) -> tuple[list[arrivals.Arrival], Crowd]:
    """Everybody comes within the minutes: to a lobby also before the hour, else from the hour on."""
    people = stage.cast.residents
    random = Random(f"{script.seed}/{stage.cast.slug}/drill")  # noqa: S311 - an imagined crowd keeps no secret
    seconds = script.minutes * 60
    waits = await _has_lobby(stage, release)
    before = seconds * LOBBY_PART if waits else 0.0
    stream = (
        arrivals.waiting(len(people), before, seconds - before, random)
        if waits
        else arrivals.opening(len(people), seconds, random)
    )
    tickets = await opening.tickets(stage, release, people)
    lead = before + READY_S
    await stage.set_clock(stage.cast.hour(-timedelta(seconds=lead)))
    return stream, await gate_client.rush(stage.gate_url, release, stream, tickets, lead, came)


async def _has_lobby(stage: Stage, release: UUID) -> bool:
    return stage.cast.campaign.mode is Mode.LOBBY and await stage.ask(claims_read.lobby, release_id=release) is not None
