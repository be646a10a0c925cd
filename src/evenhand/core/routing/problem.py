"""A routing problem as values: orders, depots, vehicles, and a source of travel figures.

Whole numbers throughout: meters, seconds since the caller's zero, goods' units, grams, cost points (`Costs` says how
many a meter is worth). An order need not be served: leaving it out costs its prize.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evenhand.core.errors import Reason, Refused
from evenhand.core.routing.travel import Travel
from evenhand.core.terms import Place, VehicleKind

FOREVER = 10**7
"""Seconds (four months): later than any plan."""

PRIZE = 100_000
"""What serving an order is worth unless said otherwise: a detour of a hundred kilometers at one point a meter."""

PRIZE_MAX = 10**9
"""Sums of prizes and of lateness at their weight stay far below 2**63."""


COUNTS = ("units", "grams", "ready_at", "service_s", "prize", "parcels", "bikes")
"""Fields of an order that are whole numbers from 0 on."""


BOUNDS = ("parcels_max", "grams_max", "bikes_max", "range_m", "work_s", "trips_max")
"""Fields of a vehicle that are whole numbers from 1 on, or None: no bound."""


def _require(holds: bool, field: str, rule: str) -> None:
    if not holds:
        raise Refused(Reason.INPUT_INVALID, field, rule=rule)


def _not_negative(value: object, name: str, fields: Sequence[str]) -> None:
    for field in fields:
        _require(getattr(value, field) >= 0, f"{name}.{field}", ">= 0")


@dataclass(frozen=True, slots=True)
class Span:
    """A closed stretch of seconds, `start <= t <= end`."""

    start: int = 0
    end: int = FOREVER

    def __post_init__(self) -> None:
        _require(0 <= self.start <= self.end <= FOREVER, "span", f"0 <= start <= end <= {FOREVER}")

    def holds(self, second: int) -> bool:
        """Whether `second` lies inside."""
        return self.start <= second <= self.end


@dataclass(frozen=True, slots=True)
class Order:
    """One parcel's delivery: `units` leave a depot's stock, service starts inside `window` and lasts `service_s`.

    The parcel can be loaded from `ready_at` on. `depot`: the only depot that may serve it; None: any. `place` None:
    nobody could locate the address, so the order stays unserved. Aboard it takes the room of `parcels`, and of `bikes`
    where a van carries riders to a drop-off point. `needs`: what a vehicle must have to serve it: a skill, a zone's
    name. `after`: orders whose service ends before this one's begins, whoever serves them.
    """

    id: str
    place: Place | None
    units: int = 1
    grams: int = 0
    depot: str | None = None
    ready_at: int = 0
    window: Span = Span()
    service_s: int = 0
    prize: int = PRIZE
    parcels: int = 1
    bikes: int = 0
    needs: frozenset[str] = frozenset()
    after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _not_negative(self, f"order {self.id}", COUNTS)
        _require(self.prize <= PRIZE_MAX, f"order {self.id}.prize", f"<= {PRIZE_MAX}")


@dataclass(frozen=True, slots=True)
class Depot:
    """An outlet: `stock` units to give; vehicles load and return within `hours`; loading a trip takes `loading_s`.

    A drop-off point is a depot that a van opens and closes: `brought_by` and `fetched_by` are the orders at which the
    van unloads goods, riders and e-bikes, and takes the riders up again. The same order twice: the van waits there.
    """

    id: str
    place: Place
    stock: int
    hours: Span = Span()
    loading_s: int = 0
    brought_by: str | None = None
    fetched_by: str | None = None

    def __post_init__(self) -> None:
        _not_negative(self, f"depot {self.id}", ("stock", "loading_s"))


@dataclass(frozen=True, slots=True)
class Costs:
    """Cost points for using a vehicle at all, for each meter, and for each second from first loading to last return."""

    start: int = 0
    per_meter: int = 1
    per_second: int = 0

    def __post_init__(self) -> None:
        _not_negative(self, "costs", ("start", "per_meter", "per_second"))


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A rider with a vehicle. Every trip loads at `depot` and ends there, where the battery is swapped too.

    `parcels_max`, `grams_max`, `bikes_max` and `range_m` hold for each trip, `shift`, `work_s` (seconds from the first
    loading to the last return) and `trips_max` for the whole route. `has`: what orders may need. `home`: where the
    last trip ends; None: at the depot.

    `locked`: orders that are promised; the route begins with them, in this order. `departed`: they are on board
    already. Then the first trip is theirs alone and begins without loading at the shift's start, from `start` (None:
    from the depot).
    """

    id: str
    kind: VehicleKind
    depot: str
    shift: Span
    parcels_max: int
    grams_max: int | None = None
    range_m: int | None = None
    costs: Costs = Costs()
    locked: tuple[str, ...] = ()
    departed: bool = False
    start: Place | None = None
    home: Place | None = None
    work_s: int | None = None
    trips_max: int | None = None
    bikes_max: int | None = None
    has: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for field in BOUNDS:
            bound = getattr(self, field)
            _require(bound is None or bound > 0, f"vehicle {self.id}.{field}", "> 0")
        _require(self.start is None or self.departed, f"vehicle {self.id}.start", "only with departed")


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a plan is made from and judged by.

    Refused(INPUT_INVALID): an id given twice, a depot or a locked order that does not exist, an order locked twice.
    Orders that cannot be served are no error: a plan leaves them out and says why.
    """

    orders: Sequence[Order]
    depots: Sequence[Depot]
    vehicles: Sequence[Vehicle]
    travel: Travel

    def __post_init__(self) -> None:
        orders = _unique("order", (order.id for order in self.orders))
        depots = _unique("depot", (depot.id for depot in self.depots))
        _unique("vehicle", (vehicle.id for vehicle in self.vehicles))
        locked = _unique("locked order", (order for vehicle in self.vehicles for order in vehicle.locked))
        _require(locked <= orders, "vehicles.locked", "names orders of the problem")
        for vehicle in self.vehicles:
            _require(vehicle.depot in depots, f"vehicle {vehicle.id}.depot", "a depot of the problem")
        for order in self.orders:
            _require(order.depot is None or order.depot in depots, f"order {order.id}.depot", "a depot of the problem")
            _require(orders >= set(order.after), f"order {order.id}.after", "orders of the problem")
        for depot in self.depots:
            named = {depot.brought_by, depot.fetched_by} - {None}
            _require(named <= orders, f"depot {depot.id}", "is brought and fetched by orders of the problem")


def _unique(what: str, ids: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    for name in ids:
        _require(name not in seen, f"{what} {name}", "given once")
        seen.add(name)
    return seen
