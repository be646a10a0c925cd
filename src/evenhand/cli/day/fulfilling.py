"""Late morning: residents pay, merchants accept, disinfect and pack."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from random import Random
from uuid import UUID

import aiohttp

from evenhand.adapters.payment.fake import Callback, FakePayment
from evenhand.apps.journal.sockets import socket
from evenhand.apps.orders import queries as orders
from evenhand.apps.orders import services as orders_services
from evenhand.apps.orders.queries import Order
from evenhand.cli.day.cast import Cast
from evenhand.cli.day.stage import Stage, each
from evenhand.core.lifecycle import OrderState
from evenhand.core.terms import Role
from evenhand.simulation import patience, staff
from evenhand.simulation.staff import Member

PAY_LATE = 0.01
"""Share of residents who let the time to pay go by."""
PAYING, ACCEPTING, PACKING = timedelta(minutes=2), timedelta(minutes=40), timedelta(minutes=55)


async def pay(stage: Stage, random: Random, done: Callable[[int], None]) -> None:
    """Two minutes later: who has to pay before the door does so, nearly everybody in time."""
    await stage.settle()
    await stage.set_clock(stage.cast.hour(PAYING))
    waiting = [order for outlet in stage.cast.outlets for order in await _orders(stage, outlet.id, OrderState.PLACED)]
    paying = [order for order in waiting if random.random() >= PAY_LATE]
    done(len(waiting) - len(paying))
    async with aiohttp.ClientSession() as service:
        await each(paying, lambda order: _pay(stage, service, order), done)


async def _pay(stage: Stage, service: aiohttp.ClientSession, order: Order) -> None:
    """On one's own page; or in the payment service's app, which then tells the city."""
    if stage.walks(order.person):
        async with stage.resident(stage.person(order.person)) as resident:
            await resident.pay(order.id)
        return
    told = await stage.act(lambda at: _ask_and_pay(stage.cast.slug, at, order))
    await _tell(service, f"{stage.home}payments/paid", told)


async def _tell(service: aiohttp.ClientSession, address: str, told: Callback) -> None:
    """The payment service tells the city of a payment, until it is heard. NotDone: the city refuses it."""

    async def once() -> int:
        async with service.post(address, data=told.body, headers=told.headers) as response:
            return response.status

    status = await patience.insist(once, lambda status: status)
    if status >= HTTPStatus.BAD_REQUEST:
        raise staff.NotDone(f"payments/paid: {status}")


def _ask_and_pay(city: str, at: datetime, order: Order) -> Callback:
    """What the payment service says once the order's payment is asked for and made there."""
    asked = orders_services.start_payment(city=city, at=at, order_id=order.id)
    service: FakePayment = socket("payment")
    return service.pay(city=city, payment_id=asked.id)


async def accept(stage: Stage) -> None:
    """Unpaid orders have lapsed; merchants accept the others."""
    await stage.set_clock(stage.cast.hour(ACCEPTING))
    await stage.settle()

    async def at_outlet(pair: tuple[UUID, UUID]) -> None:
        async with stage.member(Role.MERCHANT, pair[1]) as member:
            await staff.accept_orders(member)

    await each(_merchants(stage.cast), at_outlet)


async def pack(stage: Stage) -> None:
    """A merchant who forgets to disinfect can't pack; then all lots are disinfected, and what they have is packed.

    For the orders that remain, because goods lack or no lot holds enough for one whole, a lot comes from the factory.
    """
    await stage.set_clock(stage.cast.hour(PACKING))
    await stage.settle()

    async def at_outlet(pair: tuple[UUID, UUID]) -> None:
        outlet, merchant = pair
        async with stage.member(Role.MERCHANT, merchant) as member:
            await staff.pack_orders(member)
            await _treat_and_pack(member)
            if remaining := await _orders(stage, outlet, OrderState.ACCEPTED):
                lot = (f"F-{stage.cast.day:%m%d}-2", sum(order.units for order in remaining))
                await staff.receive_lots(member, stage.cast.campaign_id, [lot], "Demo factory")
                await _treat_and_pack(member)

    await each(_merchants(stage.cast), at_outlet)
    await stage.settle()


async def _treat_and_pack(merchant: Member) -> None:
    await staff.disinfect_lots(merchant)
    await staff.pack_orders(merchant)


async def _orders(stage: Stage, outlet: UUID, state: OrderState) -> list[Order]:
    found: list[Order] = await stage.ask(orders.waiting, outlet_id=outlet, state=state)
    return found


def _merchants(cast: Cast) -> list[tuple[UUID, UUID]]:
    return list(cast.merchants.items())
