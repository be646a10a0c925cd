"""The payment service's bill: its own list of a day held against our payments; every look is kept."""

from datetime import date, datetime
from uuid import UUID

from evenhand.apps.journal.ids import new_id
from evenhand.apps.orders import queries as orders
from evenhand.apps.orders.queries import Compared
from evenhand.apps.settlement import models


def look_at_bill(*, city: str, at: datetime, day: date, by: UUID) -> Compared:
    """Hold a day's list against ours, and keep what was found. Refused: UNAVAILABLE (the service does not answer)."""
    found = orders.compared(city=city, day=day)
    models.Bill.objects.create(
        city=city,
        id=new_id(),
        day=day,
        ours_fen=found.ours_fen,
        theirs_fen=found.theirs_fen,
        differences=len(found.found),
        looked_by=by,
        looked_at=at,
    )
    return found
