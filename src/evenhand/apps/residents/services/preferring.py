"""What a person chooses about being told."""

from uuid import UUID

from evenhand.apps.residents import models
from evenhand.core.errors import Reason, Refused


def prefer_calls(*, city: str, person_id: UUID, called: bool) -> None:
    """Call this person as well as write, or no longer. Refused: NOT_FOUND."""
    if not models.Person.objects.filter(city=city, id=person_id).update(called=called):
        raise Refused(Reason.NOT_FOUND, "person")
