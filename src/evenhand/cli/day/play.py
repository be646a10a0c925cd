"""The acts in their order: cities side by side, and the opening hour of all of them at the same minute."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from evenhand.cli.day import cast, evening, fulfilling, opening, road
from evenhand.cli.day.evening import Outcome
from evenhand.cli.day.stage import Stage
from evenhand.cli.progress import Bar
from evenhand.cli.system import System
from evenhand.core.policy import CityPolicy


@dataclass(frozen=True, slots=True)
class Script:
    """What is played: residents and packs of each city, a seed, and the real seconds in which the residents come."""

    residents: int
    packs: int
    seed: int
    stream_s: float


async def play(
    system: System, policies: Sequence[CityPolicy], script: Script, bar: Bar
) -> list[Outcome | BaseException]:
    """The day of these cities, one after the other but for the hour, which is the same minute for all.

    What one city meets with is kept apart from the others: a day that could not be played to its end gives what ended
    it, and the others go on.
    """
    began = time.monotonic()
    stages = [await _enter(system, policy, script, bar) for policy in policies]
    releases = [await opening.prepare(stage, script.packs) for stage in stages]
    pressed = bar("The opening hour", sum(len(stage.cast.residents) for stage in stages))
    hours = await asyncio.gather(
        *(
            opening.open_hour(stage, release, script.stream_s, _random(script, stage, "hour"), pressed)
            for stage, release in zip(stages, releases, strict=True)
        ),
        return_exceptions=True,
    )
    return [await _to_its_end(stage, hour, script, bar, began) for stage, hour in zip(stages, hours, strict=True)]


async def _enter(system: System, policy: CityPolicy, script: Script, bar: Bar) -> Stage:
    enrolled = bar(f"People of {policy.city.slug}", script.residents)
    players = await asyncio.to_thread(
        cast.assemble, policy, residents=script.residents, packs=script.packs, seed=script.seed, seen=enrolled
    )
    return Stage(players, system.base_url, system.gate_url)


async def _to_its_end(
    stage: Stage, hour: opening.Hour | BaseException, script: Script, bar: Bar, began: float
) -> Outcome | BaseException:
    """What became of a city's day after its opening hour."""
    if isinstance(hour, BaseException):
        return hour
    [end] = await asyncio.gather(_rest(stage, hour, script, bar, began), return_exceptions=True)
    return end


async def _rest(stage: Stage, hour: opening.Hour, script: Script, bar: Bar, began: float) -> Outcome:
    """From the first payment to the audit."""
    random = _random(script, stage, "rest")
    await fulfilling.pay(stage, random, bar(f"Payments in {stage.cast.slug}", script.packs))
    await fulfilling.accept(stage)
    await fulfilling.pack(stage)
    routes = await road.plan(stage, bar(f"Waves of {stage.cast.slug}", len(stage.cast.outlets)))
    await road.ride(stage, routes, random, bar(f"Doors of {stage.cast.slug}", sum(len(r.cards) for r in routes)))
    await road.bring_back(stage)
    return await evening.close(stage, hour, time.monotonic() - began)


def _random(script: Script, stage: Stage, act: str) -> Random:
    """Chance of its own for each city and act: one more city changes nothing for the others."""
    return Random(f"{script.seed}/{stage.cast.slug}/{act}")  # noqa: S311 - an imagined crowd keeps no secret
