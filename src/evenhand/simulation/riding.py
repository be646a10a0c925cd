"""A rider's shift, door after door, through the rider's own pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from uuid import UUID, uuid4

from evenhand.simulation.staff import Member
from evenhand.simulation.visitor import Form, Page

NOBODY_HOME = 0.06
STILL_NOBODY = 0.5
WRONG_FIRST = 0.03
SENT_TWICE = 0.03


class Luck(StrEnum):
    """What a rider meets with at a door."""

    PLAIN = "plain"
    WRONG_FIRST = "wrong_first"
    SENT_TWICE = "sent_twice"
    OUT_ONCE = "out_once"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop as its rider will find it. `code` is what the resident will say.

    `look`: the rider opens the stop's page first; else sends what the page would, from the card.
    """

    stop: UUID
    code: str
    luck: Luck
    look: bool


def luck(random: Random) -> Luck:
    """What happens at a door."""
    draw = random.random()
    if draw < NOBODY_HOME:
        return Luck.OUT if random.random() < STILL_NOBODY else Luck.OUT_ONCE
    if draw < NOBODY_HOME + WRONG_FIRST:
        return Luck.WRONG_FIRST
    return Luck.SENT_TWICE if draw < NOBODY_HOME + WRONG_FIRST + SENT_TWICE else Luck.PLAIN


async def visit_doors(rider: Member, card: Page, visits: Sequence[Visit], random: Random) -> None:
    """One round: at each door ring, ask for the code, hand over, or note that nobody is home. `card`: the job card."""
    for visit in visits:
        if visit.luck in (Luck.OUT, Luck.OUT_ONCE):
            await _send(rider, *await _form(rider, card, visit, "/failed"), {"result": "not_home"})
        else:
            await _hand_over(rider, card, visit, random)


async def _hand_over(rider: Member, card: Page, visit: Visit, random: Random) -> None:
    if visit.luck is Luck.WRONG_FIRST:
        await _send(rider, *await _form(rider, card, visit), {"code": wrong(visit.code, random), "seen": "on"})
    page, form = await _form(rider, card, visit)
    for _ in range(2 if visit.luck is Luck.SENT_TWICE else 1):
        await _send(rider, page, form, {"code": visit.code, "seen": "on"})


async def _form(rider: Member, card: Page, visit: Visit, what: str = "") -> tuple[Page, Form]:
    """The stop's form, with the id of a new attempt in it."""
    address = f"{rider.home}stop/{visit.stop}{what}"
    if visit.look:
        page = await rider.visitor.open(address)
        return page, page.form(f"/stop/{visit.stop}{what}")
    token = card.form("/leave").fields
    return card, Form(address, "post", token | {"attempt": str(uuid4())})


async def _send(rider: Member, page: Page, form: Form, values: dict[str, str]) -> None:
    await rider.visitor.send(page, form, values, follow=False)


def wrong(code: str, random: Random) -> str:
    """Six other digits."""
    return str((int(code) + random.randrange(1, 10**6)) % 10**6).zfill(6)
