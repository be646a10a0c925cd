"""What the rich search knows of the world: a row of facts for each node, one for each vehicle.

Nodes are numbered: visits, then trips' beginnings (each vehicle has a few of its own), then vehicles' beginnings, then
their ends. A vehicle's chain goes from its beginning over its trips in use to its end.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.core.routing.ruin.memory import Ints, Longs

PLACE, OPEN, CLOSE, SERVICE, PARCELS, GRAMS, BIKES, UNITS, READY_AT, STAY = range(10)
"""Facts of a node: where, when service may begin, how long it lasts, what a visit takes, and the vehicle (or -1) that
brought it so far."""

FACTS = 16

PROFILE, PER_METER, PER_SECOND, START, ROOM, LIFT, RACKS, RANGE, WORK, DEPOT, TRIP_FROM, TRIP_TO, KIND, CLASS = range(
    14
)
"""Facts of a vehicle: travel profile, costs, bounds of a trip, of the route, the depot, its trips, the vehicles that
are alike, and those that may serve the same orders."""

CLOCKED, TIMED, STAGGERED, MANY, WEIGHED, STICKY, FIRST_VISITS, UNIT, EVEN = range(9)
"""Facts of the problem: whether time matters at all, whether durations cost or are bounded, whether parcels become
ready, whether there are second trips, whether more than parcels is loaded, what it costs to change an order's vehicle,
the number of visits, the least points for a meter, and whether ways
are the same there and back for all vehicles, with none shorter by a detour."""


class Rules(NamedTuple):
    """`kinds`: vehicles by kind, `kind_from`: where each kind begins there. `may`: visit by class of vehicle."""

    node: Ints
    prize: Longs
    car: Longs
    may: NDArray[np.uint8]
    kinds: Ints
    kind_from: Ints
    flags: Longs


class Crowd(NamedTuple):
    """What goes along with the board: stock left by depot and unused vehicles by kind, as they are and as they were
    when the round began; who is absent, and where in that list."""

    left: Longs
    kept: Longs
    absent: Ints
    rank: Ints
    size: Longs
