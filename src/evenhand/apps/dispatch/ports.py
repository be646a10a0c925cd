"""What dispatch needs from outside. The adapter is plugged into the socket `maps`."""

from typing import Protocol

from evenhand.core.routing.travel import Travel


class Maps(Travel, Protocol):
    """A source of travel figures between WGS-84 places."""
