"""The list of everybody, behind masks, for those who may have it; that it was made is a fact."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from evenhand.apps.journal import services as journal
from evenhand.apps.residents import models, queries
from evenhand.core.events import ResidentsExported

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """A resident as a list shows one."""

    name: str
    phone: str
    document: str
    district: str
    age_band: str
    verified_at: datetime


def export(*, city: str, at: datetime, approval_id: UUID, by: UUID) -> list[Line]:
    """Everybody whose key still opens, in the order in which they came. Whether two agreed, the caller has asked."""
    ids = list(models.Person.objects.filter(city=city).order_by("id").values_list("id", flat=True))
    lines: list[Line] = []
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        masks = queries.masked(city=city, ids=part)
        for person in queries.persons(city=city, ids=part):
            if shown := masks.get(person.id):
                age, since = person.age_band.value, person.verified_at
                lines.append(Line(shown.name, shown.phone, shown.document, person.district, age, since))
    journal.record(city=city, at=at, events=[ResidentsExported(approval_id, len(lines), str(by))])
    return lines
