"""Words that may name somebody: sealed here, known elsewhere by an id."""

from datetime import datetime
from uuid import UUID

from evenhand.apps.journal.ids import new_id
from evenhand.apps.residents import models, sealing, vault


def seal_slip(*, city: str, at: datetime, words: str) -> UUID:
    """Keep words; their id."""
    id = new_id()
    box = vault.of_city(city).seal(sealing.slip_cell(city, id), words)
    models.Slip.objects.create(city=city, id=id, box=box, written_at=at)
    return id
