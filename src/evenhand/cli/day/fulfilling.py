"""Late morning: residents pay, merchants accept, disinfect and pack."""

from collections.abc import Callable
from datetime import time
from random import Random
from uuid import UUID

from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment.queries import Shelves
from evenhand.apps.orders import queries as orders
from evenhand.apps.orders.queries import Order
from evenhand.cli.day.cast import Cast
from evenhand.cli.day.stage import Stage, each
from evenhand.core.lifecycle import OrderState
from evenhand.core.terms import Role
from evenhand.simulation import staff

PAY_LATE = 0.01
"""Share of residents who let the time to pay go by."""
PAYING, ACCEPTING, PACKING = time(10, 2), time(10, 40), time(10, 55)


async def pay(stage: Stage, random: Random, done: Callable[[int], None]) -> None:
    """10:02: who has to pay before the door does so, nearly everybody in time."""
    await stage.settle()
    await stage.set_clock(stage.cast.hour(PAYING))
    waiting = [order for outlet in stage.cast.outlets for order in await _orders(stage, outlet.id, OrderState.PLACED)]

    async def pay_one(order: Order) -> None:
        async with stage.resident(stage.person(order.person)) as resident:
            await resident.pay(order.id)

    await each([order for order in waiting if random.random() >= PAY_LATE], pay_one, done)


async def accept(stage: Stage) -> None:
    """10:40: unpaid orders have lapsed; merchants accept the others, and order what they lack from the factory."""
    await stage.set_clock(stage.cast.hour(ACCEPTING))
    await stage.settle()

    async def at_outlet(pair: tuple[UUID, UUID]) -> None:
        outlet, merchant = pair
        async with stage.member(Role.MERCHANT, merchant) as member:
            await staff.accept_orders(member)
            if lack := await _lack(stage, outlet):
                code = f"F-{stage.cast.day:%m%d}-2"
                await staff.receive_lots(member, [(code, lack)], "Demo factory")

    await each(_merchants(stage.cast), at_outlet)


async def pack(stage: Stage) -> None:
    """10:55: a merchant who forgets to disinfect can't pack; then all lots are disinfected, all orders packed."""
    await stage.set_clock(stage.cast.hour(PACKING))
    await stage.settle()

    async def at_outlet(pair: tuple[UUID, UUID]) -> None:
        async with stage.member(Role.MERCHANT, pair[1]) as member:
            await staff.pack_orders(member)
            await staff.disinfect_lots(member)
            await staff.pack_orders(member)

    await each(_merchants(stage.cast), at_outlet)
    await stage.settle()


async def _orders(stage: Stage, outlet: UUID, state: OrderState) -> list[Order]:
    found: list[Order] = await stage.ask(orders.waiting, outlet_id=outlet, state=state)
    return found


async def _lack(stage: Stage, outlet: UUID) -> int:
    """Units that an outlet's accepted orders need beyond what stands there."""
    shelves: Shelves = await stage.ask(fulfilment.stock, outlet_id=outlet)
    accepted = await _orders(stage, outlet, OrderState.ACCEPTED)
    return max(0, sum(order.units for order in accepted) - shelves.arrived - shelves.ready)


def _merchants(cast: Cast) -> list[tuple[UUID, UUID]]:
    return list(cast.merchants.items())
