"""Thin views of this room's tables, by storey; constraints are in its migrations."""

from evenhand.apps.ballots.models.draws import (
    Anchor,
    Draw,
    Entrant,
    Evidence,
    Head,
    Leaf,
    Offer,
    Result,
    Round,
    Row,
    Silence,
    Streak,
    Void,
    Word,
)
from evenhand.apps.ballots.models.lists import Failure, Winner, WinnerList

__all__ = [
    "Anchor",
    "Draw",
    "Entrant",
    "Evidence",
    "Failure",
    "Head",
    "Leaf",
    "Offer",
    "Result",
    "Round",
    "Row",
    "Silence",
    "Streak",
    "Void",
    "Winner",
    "WinnerList",
    "Word",
]
