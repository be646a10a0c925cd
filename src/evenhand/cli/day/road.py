"""Noon: waves are planned and leave; riders go from door to door; what nobody took comes back."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.dispatch.queries import Card
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment.queries import Outlet
from evenhand.apps.handover import queries as handover
from evenhand.cli.day.stage import Stage, each
from evenhand.core.lifecycle import ParcelState, WaveState
from evenhand.core.terms import Role
from evenhand.simulation import riding, staff
from evenhand.simulation.riding import Luck

PLANNING, RETURNING = timedelta(minutes=70), timedelta(hours=9)
SEARCH_S = 5
"""Real seconds of search for each wave."""
STEP = timedelta(minutes=20)
"""The city's clock goes on in such steps while riders are on the road."""


@dataclass(frozen=True, slots=True)
class Ride:
    """A rider's route: its cards in the order of visits."""

    rider: UUID
    cards: list[Card]


async def plan(stage: Stage, done: Callable[[int], None]) -> list[Ride]:
    """The dispatcher plans a wave at each outlet until nothing is left to plan, and lets it leave; far ones first."""
    await stage.set_clock(stage.cast.hour(PLANNING))

    async def at_outlet(outlet: Outlet) -> None:
        async with stage.member(Role.DISPATCHER, stage.cast.dispatcher) as dispatcher:
            for what in ("plan-far", "plan"):
                while await staff.plan_wave(dispatcher, str(outlet.id), SEARCH_S, what):
                    pass

    await each(stage.cast.outlets, at_outlet, done, at_once=2)
    await stage.settle()
    return [ride for outlet in stage.cast.outlets for ride in await _rides(stage, outlet)]


async def ride(stage: Stage, rides: list[Ride], random: Random, done: Callable[[int], None]) -> None:
    """Door after door, as the plan's hours say; then once more to those where nobody was."""
    lucks = {card.stop.id: riding.luck(random) for ride in rides for card in ride.cards}
    codes = await stage.act(lambda at: _codes(stage.cast.slug, at, rides))

    home_now = lucks | {stop: Luck.PLAIN for stop, luck in lucks.items() if luck is Luck.OUT_ONCE}
    async with AsyncExitStack() as shifts:
        riders = {ride.rider: await shifts.enter_async_context(stage.member(Role.RIDER, ride.rider)) for ride in rides}
        pages = {id: await rider.visitor.open(rider.home) for id, rider in riders.items()}

        async def go(ride: Ride, met: dict[UUID, Luck]) -> None:
            visits = [await _visit(stage, card, codes, met) for card in ride.cards]
            await riding.visit_doors(riders[ride.rider], pages[ride.rider], visits, random)

        async def first_round(ride: Ride) -> None:
            await go(ride, lucks)
            done(len(ride.cards))

        by_step = _steps(stage, rides)
        for at in sorted(by_step):
            await stage.set_clock(at)
            await each(by_step[at], first_round)
        await each(_missed(rides, lucks), lambda ride: go(ride, home_now))
    await stage.settle()


def _missed(rides: list[Ride], lucks: dict[UUID, Luck]) -> list[Ride]:
    """The second round: doors where nobody was. Behind some of them there is somebody now."""
    nobody = (Luck.OUT, Luck.OUT_ONCE)
    return [Ride(ride.rider, [card for card in ride.cards if lucks[card.stop.id] in nobody]) for ride in rides]


async def bring_back(stage: Stage) -> None:
    """In the evening merchants scan what came back."""
    await stage.set_clock(stage.cast.hour(RETURNING))

    async def at_outlet(pair: tuple[UUID, UUID]) -> None:
        outlet, merchant = pair
        coming = await stage.ask(fulfilment.parcels, outlet_id=outlet, state=ParcelState.RETURNING)
        async with stage.member(Role.MERCHANT, merchant) as member:
            await staff.take_back(member, [parcel.label for parcel in coming])

    await each(list(stage.cast.merchants.items()), at_outlet)
    await stage.settle()


def _steps(stage: Stage, rides: list[Ride]) -> dict[datetime, list[Ride]]:
    """What each rider visits in each step of the clock."""
    start = stage.cast.hour(PLANNING)
    steps: dict[datetime, dict[UUID, list[Card]]] = {}
    for ride in rides:
        for card in ride.cards:
            at = start + STEP * ((card.stop.arrives_at - start) // STEP + 1)
            steps.setdefault(at, {}).setdefault(ride.rider, []).append(card)
    return {at: [Ride(rider, cards) for rider, cards in parts.items()] for at, parts in steps.items()}


async def _visit(stage: Stage, card: Card, codes: dict[UUID, str], lucks: dict[UUID, Luck]) -> riding.Visit:
    """What the rider will find: who goes through the pages opens the code's when the bell rings."""
    walks = stage.walks(card.order.person)
    code = codes[card.order.id]
    if walks:
        async with stage.resident(stage.person(card.order.person)) as resident:
            await resident.follow(card.order.id)
            code = await resident.code(card.order.id)
    return riding.Visit(card.stop.id, code, lucks[card.stop.id], look=walks)


def _codes(city: str, at: datetime, rides: list[Ride]) -> dict[UUID, str]:
    """What each resident's own page shows, by order."""
    order_ids = [card.order.id for ride in rides for card in ride.cards]
    shown = {order_id: handover.code_of(city=city, order_id=order_id, at=at) for order_id in order_ids}
    return {order_id: code.digits for order_id, code in shown.items() if code}


async def _rides(stage: Stage, outlet: Outlet) -> list[Ride]:
    """The routes under way from an outlet. A rider's cards are asked for all at once."""
    found = []
    for wave in await stage.ask(dispatch.waves, outlet_id=outlet.id):
        if wave.state is WaveState.ACCEPTED:
            for route in await stage.ask(dispatch.routes, wave_id=wave.id):
                found.append(Ride(route.rider_id, await stage.ask(dispatch.cards, stops=route.stops)))
    return found
