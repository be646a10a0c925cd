"""Morning and opening hour: the release is set, goods arrive, residents read, and at the hour they all come."""

import asyncio
import time as steady
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from random import Random
from uuid import UUID, uuid4

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.residents import services as residents
from evenhand.apps.residents.queries import Person
from evenhand.cli.day.cast import MORNING, Cast
from evenhand.cli.day.stage import Stage, each
from evenhand.core.terms import Channel, Role
from evenhand.simulation import arrivals, gate_client, staff
from evenhand.simulation.gate_client import Crowd, Ticket

MIDNIGHT = time(23, 59)
LEAD_S = 4.0
"""Real seconds between the moment the clock is set and the hour."""
SURPLUS = 1.1
"""Goods that arrive in the morning, against what an outlet can expect to need."""


@dataclass(frozen=True, slots=True)
class Hour:
    """What the opening hour was: who came when, and what they heard."""

    release: UUID
    stream: list[arrivals.Arrival]
    crowd: Crowd


async def prepare(stage: Stage, packs: int) -> UUID:
    """In the morning an official sets the release, merchants take the first lots in. Returns the release."""
    cast = stage.cast
    await stage.set_clock(cast.hour(MORNING))
    async with stage.member(Role.OFFICIAL, cast.official) as official:
        quota = packs * cast.campaign.good.units_per_pack
        await staff.schedule_release(official, cast.campaign_id, cast.day, *_hours(cast), quota)
    await stage.settle()
    await each(list(cast.merchants.items()), lambda pair: _first_lot(stage, *pair, packs))
    released = await stage.ask(campaigns.next_release, at=cast.hour(MORNING))
    return UUID(str(released.id))


def _hours(cast: Cast) -> tuple[time, time]:
    """As an official writes them down: the form of city hall holds one day."""
    opens, closes = (at.astimezone(cast.zone) for at in (cast.window.opens, cast.window.closes))
    return opens.time(), closes.time() if closes.date() == opens.date() else MIDNIGHT


async def _first_lot(stage: Stage, outlet: UUID, merchant: UUID, packs: int) -> None:
    cast = stage.cast
    people = {district.code: district.population or 1 for district in cast.policy.city.districts}
    here = next(each.district for each in cast.outlets if each.id == outlet)
    share = people[here] / sum(people[other.district] for other in cast.outlets)
    units = cast.campaign.good.units_per_pack * max(1, round(packs * share * SURPLUS))
    async with stage.member(Role.MERCHANT, merchant) as member:
        await staff.receive_lots(member, cast.campaign_id, [(f"F-{cast.day:%m%d}-1", units)], "Demo factory")


async def open_hour(stage: Stage, release: UUID, stream_s: float, random: Random, heard: Callable[[int], None]) -> Hour:
    """The hour: everybody comes, the walkers through the pages, all others straight to the gate.

    The last come `stream_s` real seconds after the hour: the opening itself is not sped up.
    """
    cast = stage.cast
    await each(cast.walkers, lambda person: _read(stage, person))
    others = cast.residents[len(cast.walkers) :]
    held = await tickets(stage, release, others)
    stream = arrivals.opening(len(others), stream_s, random)
    await stage.set_clock(cast.hour(-timedelta(seconds=LEAD_S)))
    crowd, _ = await asyncio.gather(
        gate_client.rush(stage.gate_url, release, stream, held, LEAD_S, heard),
        _press_on_pages(stage, release, arrivals.opening(len(cast.walkers), stream_s, random), heard),
    )
    return Hour(release, stream, crowd)


async def _read(stage: Stage, person: Person) -> None:
    async with stage.resident(person.id) as resident:
        await resident.look_around()


async def tickets(stage: Stage, release: UUID, persons: list[Person]) -> list[Ticket]:
    """A pass and a key for each, as the doors hand them out before the hour; everybody wants as many as one may ask."""
    offered = await stage.ask(campaigns.release, id=release)
    passes = await stage.ask(
        residents.issue_passes,
        person_ids=[person.id for person in persons],
        channel=Channel.WEB,
        expires_at=stage.cast.window.closes,
    )
    return [Ticket(passes[person.id], uuid4(), offered.terms.units.largest) for person in persons]


async def _press_on_pages(
    stage: Stage, release: UUID, stream: list[arrivals.Arrival], heard: Callable[[int], None]
) -> None:
    """Walkers press at moments of their own, as everybody does, but never too early: a page would not let them."""
    hour = steady.monotonic() + LEAD_S

    async def press(arrival: arrivals.Arrival) -> None:
        await asyncio.sleep(max(0.0, hour + max(0.0, arrival.at_s) - steady.monotonic()))
        async with stage.resident(stage.cast.walkers[arrival.resident].id) as resident:
            await resident.claim(release)

    await each(stream, press, heard)
