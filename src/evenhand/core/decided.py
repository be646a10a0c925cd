"""Facts of what dispatchers decide while riders ride. They are told with all others: see `core.events`."""

from dataclasses import dataclass

from evenhand.core.facts import Event


@dataclass(frozen=True, slots=True)
class RiderReplaced(Event):
    """subject: rider. They could not go on; so many of the parcels they carried are with others now."""

    reason: str
    taken_over: int
    parcels: list[str]


@dataclass(frozen=True, slots=True)
class HandoverDecided(Event):
    """subject: parcel. A dispatcher decided by phone what no code could."""

    order: str
    verdict: str
    ground: str
