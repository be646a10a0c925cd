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
