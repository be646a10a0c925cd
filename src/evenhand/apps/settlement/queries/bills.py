"""How the payment service's bills stand beside the books, day by day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from evenhand.apps.settlement import models


@dataclass(frozen=True, slots=True)
class Bill:
    """A day's bill as it was last looked at. `looked_at` None: nobody has."""

    day: date
    ours_fen: int = 0
    theirs_fen: int = 0
    differences: int = 0
    looked_at: datetime | None = None

    @property
    def agrees(self) -> bool:
        return self.looked_at is not None and self.differences == 0


def bills(*, city: str, first: date, last: date) -> list[Bill]:
    """One for each of these days."""
    rows = models.Bill.objects.filter(city=city, day__gte=first, day__lte=last).order_by("id")
    found = {row.day: Bill(row.day, row.ours_fen, row.theirs_fen, row.differences, row.looked_at) for row in rows}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [found.get(day, Bill(day)) for day in days]
