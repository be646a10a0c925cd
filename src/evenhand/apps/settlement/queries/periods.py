"""Statements of parties over periods, as they were drawn, and how they stand."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from evenhand.apps.settlement import models
from evenhand.core.errors import Reason, Refused
from evenhand.core.ledger import Account, Party
from evenhand.core.lifecycle import PeriodState
from evenhand.core.policy import canonical_text


@dataclass(frozen=True, slots=True)
class Period:
    """What a party owes (above zero) or is owed (below) for these days, by account, in fen."""

    id: UUID
    party: Party
    outlet_id: UUID | None
    first: date
    last: date
    sums: dict[Account, int]
    postings: int
    digest: str
    state: PeriodState
    drawn_by: UUID
    drawn_at: datetime
    approved_by: UUID | None
    approved_at: datetime | None
    dispute: str | None
    closed_at: datetime | None

    @property
    def balance(self) -> int:
        """All accounts together: above zero the party pays, below zero it is paid."""
        return sum(self.sums.values())


def period(*, city: str, id: UUID) -> Period:
    """One statement. Refused(NOT_FOUND)."""
    row = models.Period.objects.filter(city=city, id=id).first()
    if row is None:
        raise Refused(Reason.NOT_FOUND, "period")
    return read(row)


def periods(*, city: str, outlet_id: UUID | None = None) -> list[Period]:
    """All statements, or those of an outlet, the newest first."""
    rows = models.Period.objects.filter(city=city).order_by("-last", "-drawn_at", "party")
    return [read(row) for row in (rows.filter(outlet_id=outlet_id) if outlet_id else rows)]


def digest(city: str, found: models.Period) -> str:
    """SHA-256 of what a statement says, without how it stands: what is approved is exactly this."""
    said = {
        "city": city,
        "party": found.party,
        "outlet": str(found.outlet_id or ""),
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "sums": found.sums,
        "postings": found.postings,
    }
    return sha256(canonical_text(said).encode()).hexdigest()


def read(row: models.Period) -> Period:
    """A row as a value."""
    return Period(
        id=row.id,
        party=Party(row.party),
        outlet_id=row.outlet_id,
        first=row.first,
        last=row.last,
        sums={Account(name): fen for name, fen in row.sums.items()},
        postings=row.postings,
        digest=row.digest,
        state=PeriodState(row.state),
        drawn_by=row.drawn_by,
        drawn_at=row.drawn_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        dispute=row.dispute,
        closed_at=row.closed_at,
    )
