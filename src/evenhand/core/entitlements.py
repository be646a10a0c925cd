"""Entitlements: where a right to buy comes from, and how it stands."""

from enum import StrEnum


class Source(StrEnum):
    """What a right stands on. ALTERNATE: what a winner let go."""

    WINNER = "winner"
    ALTERNATE = "alternate"
    NUMBER = "number"
    HARDSHIP = "hardship"


class State(StrEnum):
    """TAKEN: a granted claim. LAPSED: its time went by. WITHDRAWN: declined, or its draw is void."""

    OPEN = "open"
    TAKEN = "taken"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
