"""A party's statement of a period: drawn by one official, approved by another, closed; or disputed before that.

What a statement says is never changed. A right dispute withdraws it, and its days can be stated anew; after closing,
only a correction on a later day helps.
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from evenhand.apps.cities import queries as cities
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.ids import new_id
from evenhand.apps.settlement import models, queries
from evenhand.apps.settlement.queries import Period
from evenhand.apps.settlement.services import posting
from evenhand.core import events, lifecycle
from evenhand.core.errors import Reason, Refused
from evenhand.core.ledger import Party
from evenhand.core.lifecycle import PeriodState
from evenhand.core.terms import Role

LONGEST = timedelta(days=366)
LONGEST_REASON = 500


def draw_period(
    *, city: str, at: datetime, by: UUID, party: Party, first: date, last: date, outlet_id: UUID | None = None
) -> Period:
    """State what a party owes and is owed for these days, both included. Days still open are closed with it.

    Refused: NOT_ALLOWED unless an official draws, INPUT_INVALID (days, or a merchant without its outlet), NOT_YET (a
    day that has not begun), WRONG_STATE (a day that is stated for this party already).
    """
    _require_official(city, by)
    if not timedelta() <= last - first < LONGEST:
        raise Refused(Reason.INPUT_INVALID, "last")
    if (party is Party.MERCHANT) != (outlet_id is not None):
        raise Refused(Reason.INPUT_INVALID, "outlet_id")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    for day in reversed(days):  # the latest first: whether it has begun decides before anything is closed
        posting.draw_statement(city=city, at=at, day=day)
    period = _drawn(city, at, by, party, outlet_id, first, last)
    _take_days(city, _party_key(party, outlet_id), days, period)
    _tell(city, at, period.id, PeriodState.DRAWN, by)
    return queries.period(city=city, id=period.id)


def approve_period(*, city: str, at: datetime, period_id: UUID, by: UUID) -> None:
    """A second official agrees. Refused: NOT_ALLOWED (no official, or who drew it), WRONG_STATE, NOT_FOUND."""
    _require_official(city, by)
    if queries.period(city=city, id=period_id).drawn_by == by:
        raise Refused(Reason.NOT_ALLOWED, "approver")
    _move(city, at, period_id, PeriodState.APPROVED, by, approved_by=by, approved_at=at)


def close_period(*, city: str, at: datetime, period_id: UUID, by: UUID) -> None:
    """What was approved is settled, for good. Refused: NOT_ALLOWED, WRONG_STATE (also a second time), NOT_FOUND."""
    _require_official(city, by)
    _require_bills(city, period_id)
    _move(city, at, period_id, PeriodState.CLOSED, by, closed_at=at)


def _require_bills(city: str, period_id: UUID) -> None:
    """The payment service is paid by a statement only where each of its bills agrees with our payments."""
    period = queries.period(city=city, id=period_id)
    if period.party is Party.SERVICE:
        for bill in queries.bills(city=city, first=period.first, last=period.last):
            if not bill.agrees:
                raise Refused(Reason.WRONG_STATE, "bills", day=bill.day.isoformat())


def dispute_period(*, city: str, at: datetime, period_id: UUID, by: UUID, words: str) -> None:
    """The merchant of a statement, or an official, says what is wrong with it, which stops its closing.

    Refused: NOT_ALLOWED, INPUT_INVALID (nothing said, or too much), WRONG_STATE (closed, or disputed already).
    """
    period = queries.period(city=city, id=period_id)
    _require_party(city, by, period)
    words = words.strip()
    if not words or len(words) > LONGEST_REASON or "\0" in words:
        raise Refused(Reason.INPUT_INVALID, "dispute", longest=LONGEST_REASON)
    _move(city, at, period_id, PeriodState.DISPUTED, by, dispute=words, disputed_by=by)


def settle_dispute(*, city: str, at: datetime, period_id: UUID, by: UUID, right: bool) -> None:
    """Decide a dispute: right, and the statement is withdrawn and its days are free; or not, and it waits for approval.

    Refused: NOT_ALLOWED (no official), WRONG_STATE, NOT_FOUND.
    """
    _require_official(city, by)
    queries.period(city=city, id=period_id)
    if right:
        _move(city, at, period_id, PeriodState.WITHDRAWN, by)
        models.Stated.objects.filter(city=city, period_id=period_id).delete()
    else:
        _move(city, at, period_id, PeriodState.DRAWN, by, approved_by=None, approved_at=None)


def _drawn(
    city: str, at: datetime, by: UUID, party: Party, outlet_id: UUID | None, first: date, last: date
) -> models.Period:
    found = queries.sums(city=city, first=first, last=last, outlet_id=outlet_id)
    sums = {account: found[account] for account in party.accounts if account in found}
    row = models.Period(
        city=city,
        id=new_id(),
        party=party,
        outlet_id=outlet_id,
        first=first,
        last=last,
        sums=sums,
        postings=queries.postings(city=city, day=first, last=last),
        state=PeriodState.DRAWN,
        drawn_by=by,
        drawn_at=at,
    )
    row.digest = queries.digest(city, row)
    row.save(force_insert=True)
    return row


def _take_days(city: str, party: str, days: list[date], period: models.Period) -> None:
    """The days' rows in the books are locked by now, so that two who state the same days follow one another."""
    taken = models.Stated.objects.filter(city=city, party=party, day__in=days).order_by("day").first()
    if taken is not None:
        raise Refused(Reason.WRONG_STATE, "first", day=taken.day.isoformat())
    models.Stated.objects.bulk_create(
        models.Stated(city=city, party=party, day=day, period_id=period.id) for day in days
    )


def _party_key(party: Party, outlet_id: UUID | None) -> str:
    return f"{party}.{outlet_id}" if outlet_id else party


def _move(city: str, at: datetime, period_id: UUID, to: PeriodState, by: UUID, **changed: Any) -> None:
    queries.period(city=city, id=period_id)
    rows = models.Period.objects.filter(city=city, id=period_id, state__in=lifecycle.PERIOD.before(to))
    if not rows.update(state=to, **changed):
        raise Refused(Reason.WRONG_STATE, "period", state=queries.period(city=city, id=period_id).state)
    _tell(city, at, period_id, to, by)


def _tell(city: str, at: datetime, period_id: UUID, state: PeriodState, by: UUID) -> None:
    journal.record(city=city, at=at, events=[events.PeriodMoved(period_id, state.value, str(by))])


def _require_official(city: str, staff_id: UUID) -> None:
    member = cities.staff_member(city=city, staff_id=staff_id)
    if member is None or member.role is not Role.OFFICIAL or not member.active:
        raise Refused(Reason.NOT_ALLOWED, "staff")


def _require_party(city: str, staff_id: UUID, period: Period) -> None:
    """An official, or a merchant of the outlet that the statement is of."""
    member = cities.staff_member(city=city, staff_id=staff_id)
    if member is not None and member.active and member.role is Role.MERCHANT and period.outlet_id:
        outlet = fulfilment.outlet(city=city, id=period.outlet_id)
        if outlet and outlet.code == member.outlet_code:
            return
    _require_official(city, staff_id)
