"""A plan as values: who visits whom when, and who is left out and why. Times are seconds since the problem's zero."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class UnservedReason(StrEnum):
    """Why an order is in no trip. All but the last hold whatever the other orders are."""

    NO_PLACE = "no_place"
    NO_STOCK = "no_stock"
    NO_VEHICLE = "no_vehicle"
    WINDOW_BEFORE_READY = "window_before_ready"
    OUT_OF_ZONE = "out_of_zone"
    TOO_HEAVY = "too_heavy"
    OUT_OF_RANGE = "out_of_range"
    TOO_LATE = "too_late"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit: at the door, service begins (not before the window opens), off again."""

    order: str
    arrives_at: int
    starts_at: int
    departs_at: int


@dataclass(frozen=True, slots=True)
class Trip:
    """One outing from the depot and back. Loading ends at `departs_at`."""

    departs_at: int
    stops: Sequence[Stop]
    returns_at: int


@dataclass(frozen=True, slots=True)
class Route:
    """All trips of one vehicle, in the order of time."""

    vehicle: str
    trips: Sequence[Trip]


@dataclass(frozen=True, slots=True)
class Unserved:
    """An order that is in no trip, and why."""

    order: str
    reason: UnservedReason


@dataclass(frozen=True, slots=True)
class Plan:
    """Routes, and the orders they leave out."""

    routes: Sequence[Route]
    unserved: Sequence[Unserved] = ()

    def stops(self) -> Iterator[Stop]:
        """Every stop, route by route."""
        return (stop for route in self.routes for trip in route.trips for stop in trip.stops)
