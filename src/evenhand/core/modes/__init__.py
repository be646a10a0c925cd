"""How a release hands out its quota. A new mode is one file and one line here."""

from evenhand.core.modes import ballot, external_ballot, first_come, lobby
from evenhand.core.modes.base import Mode
from evenhand.core.terms import Mode as Name

MODES: dict[Name, Mode] = {
    Name.FIRST_COME: first_come,
    Name.LOBBY: lobby,
    Name.BALLOT: ballot,
    Name.EXTERNAL_BALLOT: external_ballot,
}


def of(name: Name) -> Mode:
    """The mode of that name. KeyError: not available yet."""
    return MODES[name]
