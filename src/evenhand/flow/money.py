"""Steps of the books: what was handed over is owed, what was taken back is paid back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from evenhand.apps.journal.services import Recorded
from evenhand.apps.orders import services as orders
from evenhand.apps.settlement import services as settlement


def repay_reversed(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Backward: an entry that was reversed gives its resident back what was paid beforehand."""
    reversed_ = [UUID(fact.data["order"]) for fact in facts if fact.data["correction"] == settlement.REVERSAL]
    orders.repay(city=city, at=at, order_ids=reversed_)


def post_handovers(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """What was handed over is owed."""
    settlement.post_handovers(city=city, at=at, order_ids=[UUID(fact.data["order"]) for fact in facts])
