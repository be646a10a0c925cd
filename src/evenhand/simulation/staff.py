"""The city's staff at work, each through their own door: official, merchant, dispatcher."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from evenhand.simulation.visitor import Page, Visitor


class NotDone(Exception):
    """A door did not do what a person came for; the words say where."""


@dataclass(slots=True)
class Member:
    """Somebody of the staff, signed in at their door."""

    visitor: Visitor
    home: str
    """The address of their door, such as http://…/city/merchant/"""

    async def do(self, path: str, values: dict[str, Any] | None = None) -> Page:
        """Open a page of the door and send its form with these values. NotDone: the door refused."""
        page = await self.visitor.open(self.home + path)
        form = page.form(f"/{self.home.rstrip('/').rsplit('/', 1)[1]}/{path}")
        done = await self.visitor.send(page, form, {name: str(value) for name, value in (values or {}).items()})
        if done.status != 200:
            raise NotDone(f"{path or 'the first page'}: {done.status}")
        return done


async def schedule_release(official: Member, campaign: UUID, day: date, opens: time, closes: time, quota: int) -> None:
    """Set the hour and the quota of a release."""
    hours = {"opens": opens.strftime("%H:%M"), "closes": closes.strftime("%H:%M")}
    await official.do("releases", {"campaign": campaign, "day": day.isoformat(), "quota": quota, **hours})


async def draw_statement(official: Member, day: date) -> None:
    """Close the day's books."""
    await official.do("books", {"day": day.isoformat()})


async def receive_lots(merchant: Member, campaign: UUID, lots: Sequence[tuple[str, int]], source: str) -> None:
    """Take goods in, each lot under its code."""
    for code, units in lots:
        await merchant.do("lots", {"campaign": campaign, "code": code, "units": units, "source": source})


async def disinfect_lots(merchant: Member) -> int:
    """Disinfect whatever waits for it; how many lots it was."""
    page = await merchant.visitor.open(merchant.home + "lots")
    waiting = page.forms_to("/disinfect")
    for form in waiting:
        await merchant.visitor.send(page, form, {})
    return len(waiting)


async def accept_orders(merchant: Member) -> None:
    """Accept all that wait, if any do."""
    page = await merchant.visitor.open(merchant.home)
    for form in page.forms_to("/merchant/"):
        await merchant.visitor.send(page, form, {})


async def pack_orders(merchant: Member) -> None:
    """Pack all that was accepted, if anything was."""
    page = await merchant.visitor.open(merchant.home + "pack")
    for form in page.forms_to("/merchant/pack"):
        await merchant.visitor.send(page, form, {})


async def plan_wave(dispatcher: Member, outlet: str, seconds: int, what: str = "plan") -> bool:
    """Plan a wave (`plan`, or `plan-far`) at an outlet, look at it, let it leave. Returns whether there was one."""
    page = await dispatcher.visitor.open(dispatcher.home)
    waiting = [form for form in page.forms_to(f"/dispatch/{what}") if form.fields.get("outlet") == outlet]
    if not waiting:
        return False
    planned = await dispatcher.visitor.send(page, waiting[0], {"seconds": str(seconds)})
    for form in planned.forms_to("/accept"):
        await dispatcher.visitor.send(planned, form, {})
        return True
    return False


async def take_back(merchant: Member, labels: Sequence[str]) -> None:
    """Scan parcels that came back."""
    for label in labels:
        await merchant.do("back", {"label": label})
