"""A rider's shift, door after door, through the rider's own pages."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random
from uuid import UUID

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
    """A stop as its rider will find it. `code` is what the resident will say."""

    stop: UUID
    code: str
    luck: Luck


def luck(random: Random) -> Luck:
    """What happens at a door."""
    draw = random.random()
    if draw < NOBODY_HOME:
        return Luck.OUT if random.random() < STILL_NOBODY else Luck.OUT_ONCE
    if draw < NOBODY_HOME + WRONG_FIRST:
        return Luck.WRONG_FIRST
    return Luck.SENT_TWICE if draw < NOBODY_HOME + WRONG_FIRST + SENT_TWICE else Luck.PLAIN


async def visit_door(rider: Member, visit: Visit, random: Random) -> bool:
    """Ring, ask for the code, hand over. Returns whether the parcel changed hands."""
    page = await rider.visitor.open(f"{rider.home}stop/{visit.stop}")
    if visit.luck in (Luck.OUT, Luck.OUT_ONCE):
        await _nobody_home(rider, visit)
        return False
    form = page.form(f"/stop/{visit.stop}")
    if visit.luck is Luck.WRONG_FIRST:
        page = await _say(rider, page, form, wrong(visit.code, random))
        form = page.form(f"/stop/{visit.stop}")
    if visit.luck is Luck.SENT_TWICE:
        await _say(rider, page, form, visit.code)
    await _say(rider, page, form, visit.code)
    return True


async def visit_again(rider: Member, visit: Visit, random: Random) -> bool:
    """The second round to doors where nobody was."""
    if visit.luck is Luck.OUT:
        await _nobody_home(rider, visit)
        return False
    return await visit_door(rider, Visit(visit.stop, visit.code, Luck.PLAIN), random)


def wrong(code: str, random: Random) -> str:
    """Six other digits."""
    return str((int(code) + random.randrange(1, 10**6)) % 10**6).zfill(6)


async def _say(rider: Member, page: Page, form: Form, code: str) -> Page:
    return await rider.visitor.send(page, form, {"code": code, "seen": "on"}, follow=False)


async def _nobody_home(rider: Member, visit: Visit) -> None:
    page = await rider.visitor.open(f"{rider.home}stop/{visit.stop}/failed")
    form = page.form(f"/stop/{visit.stop}/failed")
    await rider.visitor.send(page, form, {"result": "not_home"}, follow=False)
