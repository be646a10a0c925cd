"""The audit of a city: whether every promise was kept, asked of every room, with exact figures."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from evenhand.apps.claims import queries as claims
from evenhand.apps.claims.queries import Live
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.handover import queries as handover
from evenhand.apps.handover.queries import Result
from evenhand.apps.journal import queries as journal
from evenhand.apps.orders import queries as orders
from evenhand.apps.settlement import queries as settlement
from evenhand.core.lifecycle import OrderState, ParcelState


@dataclass(frozen=True, slots=True)
class Audit:
    """A release's figures, then what must be zero. Units for the counter; claims, orders and parcels are counted."""

    quota: int
    granted_units: int
    granted: int
    refused: int
    orders: int
    parcels: int
    handed_over: int
    returned: int
    oversold: int
    drift: int
    doubled: int
    lost: int
    strays: int
    unhanded: int
    lots_unbalanced: int
    entries_unbalanced: int
    ledger_sum: int
    unposted: int
    chain_broken: int
    unchained: int

    @property
    def broken(self) -> dict[str, int]:
        """The promises that were not kept, by name, with how often."""
        return {name: count for name, count in asdict(self).items() if name in MUST_BE_ZERO and count}


MUST_BE_ZERO = frozenset(
    {
        "oversold",
        "drift",
        "doubled",
        "lost",
        "unhanded",
        "lots_unbalanced",
        "entries_unbalanced",
        "ledger_sum",
        "unposted",
        "chain_broken",
        "unchained",
    }
)
"""oversold: units granted over the quota · drift: counter against claims · doubled: persons with two claims · lost:
granted claims without an order · unhanded: goods counted as handed over without a proof, or the other way round ·
unposted: fen by which the books differ from the handovers at their rates · unchained: facts acted on but missing in the
chain."""


ENDED = frozenset({OrderState.HANDED_OVER, OrderState.BACK, OrderState.CANCELLED})
"""Where an order's way is over. `strays` are the others: many at noon, none once the day is over."""


def audit(*, city: str, release_id: UUID, first: date, last: date) -> Audit:
    """Ask everybody. `first` and `last` bound the days of the books; LookupError: the release has no counter."""
    live = claims.live(city=city, release_id=release_id)
    if live is None:
        raise LookupError(f"no counter for the release {release_id}")
    by_order = orders.counts(city=city, release_id=release_id)
    parcels = fulfilment.counts(city=city)
    handed_over = handover.counts(city=city).get(Result.HANDED_OVER, 0)
    chain = journal.verify_chain(city=city)
    sums = settlement.sums(city=city, first=first, last=last)
    due = settlement.recomputed(city=city, first=first, last=last)
    return Audit(
        quota=live.total,
        granted_units=live.granted_units,
        granted=live.granted_claims,
        refused=live.refused_claims,
        orders=sum(by_order.values()),
        parcels=sum(parcels.values()),
        handed_over=by_order.get(OrderState.HANDED_OVER, 0),
        returned=by_order.get(OrderState.BACK, 0),
        **_of_counter(city, release_id, live, sum(by_order.values())),
        strays=sum(many for state, many in by_order.items() if state not in ENDED),
        unhanded=abs(handed_over - parcels.get(ParcelState.HANDED_OVER, 0)),
        lots_unbalanced=len(fulfilment.unbalanced(city=city)),
        entries_unbalanced=len(settlement.unbalanced(city=city)),
        ledger_sum=sum(sums.values()),
        unposted=sum(abs(sums.get(account, 0) - due.get(account, 0)) for account in {*sums, *due}),
        chain_broken=0 if chain.broken_at is None else 1,
        unchained=abs(chain.unchained),
    )


def _of_counter(city: str, release_id: UUID, live: Live, placed: int) -> dict[str, int]:
    return {
        "oversold": max(0, live.granted_units - live.poured - live.total),
        "drift": abs(live.total - live.remaining + live.poured - live.granted_units),
        "doubled": claims.doubled(city=city, release_id=release_id),
        "lost": live.granted_claims - placed,
    }
