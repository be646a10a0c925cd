"""Find somebody for an agent on the telephone: exactly, for a reason, at most sixty times an hour, and on record."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from evenhand.apps.cities import queries as cities
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.ids import new_id
from evenhand.apps.residents import indexes, models, queries, sealing
from evenhand.core import documents, people, phones
from evenhand.core.errors import Reason, Refused
from evenhand.core.events import PersonLookedUp
from evenhand.core.people import LookupReason

CAP = 60
"""Look-ups of one agent in an hour of the city's clock."""
HOUR = timedelta(hours=1)
LAST = 4


def look_up_phone(*, city: str, at: datetime, agent_id: UUID, reason: LookupReason, phone: str) -> list[queries.Person]:
    """Whoever is reached at this phone. Refused: INPUT_INVALID (not a whole number), TOO_MANY_LOOKUPS."""
    number = phones.parse(phone, fixed_line=True)
    row = _count(city, at, agent_id, reason, "phone")
    return _show(row, queries.at_phone(city=city, phone=number))


def look_up_name(
    *, city: str, at: datetime, agent_id: UUID, reason: LookupReason, name: str, last_four: str
) -> list[queries.Person]:
    """Whoever bears this whole name and has a document that ends so. Refused: INPUT_INVALID, TOO_MANY_LOOKUPS."""
    plain = documents.spell(last_four)
    if len(plain) != LAST or not plain.isalnum():
        raise Refused(Reason.INPUT_INVALID, "last_four")
    called = people.check_name(name)
    row = _count(city, at, agent_id, reason, "name_and_last_four")
    known = models.Document.objects.filter(city=city, last_four=indexes.last_four(city, plain))
    names = sealing.read(city, list(known.values_list("person_id", flat=True)), "name")
    found = [id for id, fields in names.items() if people.same_name(fields["name"], called)]
    return _show(row, queries.persons(city=city, ids=found))


def require_looked_up(*, city: str, at: datetime, agent_id: UUID, person_id: UUID) -> None:
    """Refused(NOT_ALLOWED): this agent has not found this person in the last hour, and has no business with them."""
    recent = models.Lookup.objects.filter(city=city, agent_id=agent_id, at__gt=at - HOUR, found__contains=[person_id])
    if not recent.exists():
        raise Refused(Reason.NOT_ALLOWED, "person")


def note_entered(*, city: str, at: datetime, agent_id: UUID, person_ids: Sequence[UUID]) -> None:
    """An agent entered these persons just now: they count as found. Refused: TOO_MANY_LOOKUPS."""
    row = _count(city, at, agent_id, LookupReason.CLAIM, "phone")
    _show(row, queries.persons(city=city, ids=person_ids))


def identify(
    *, city: str, at: datetime, partner_id: UUID, kind: str, number: str, issuer: str, name: str
) -> queries.Person:
    """Whom a partner system names by document and whole name: nobody is found by either alone.

    Refused: ID_INVALID with its defect; ID_UNCONFIRMED alike for a document nobody showed and for another's name.
    """
    today = at.astimezone(ZoneInfo(cities.city(city).timezone)).date()
    document = documents.parse(kind, number, today=today, issuer=issuer)
    known = models.Document.objects.filter(city=city, blind_index=indexes.document(city, document))
    ids = list(known.values_list("person_id", flat=True))
    names = sealing.read(city, ids, "name")
    found = [id for id in ids if id in names and people.same_name(names[id]["name"], people.check_name(name))]
    if not found:
        raise Refused(Reason.ID_UNCONFIRMED, "name")
    journal.record(city=city, at=at, events=[PersonLookedUp(found[0], str(partner_id), LookupReason.CLAIM.value)])
    return queries.persons(city=city, ids=found)[0]


def _count(city: str, at: datetime, agent_id: UUID, reason: LookupReason, how: str) -> models.Lookup:
    """Write the look-up down before anything is shown."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    nth = models.Lookup.objects.filter(city=city, agent_id=agent_id, hour=hour).count() + 1
    row = models.Lookup(
        city=city, id=new_id(), agent_id=agent_id, hour=hour, nth=nth, how=how, reason=reason.value, at=at
    )
    if nth <= CAP:
        models.Lookup.objects.bulk_create([row], ignore_conflicts=True)
    if nth > CAP or not models.Lookup.objects.filter(city=city, id=row.id).exists():
        raise Refused(Reason.TOO_MANY_LOOKUPS, again_at=hour + HOUR)
    return row


def _show(row: models.Lookup, found: list[queries.Person]) -> list[queries.Person]:
    """Note who was shown: on the record, and as a fact of theirs."""
    ids = [person.id for person in found]
    models.Lookup.objects.filter(city=row.city, id=row.id).update(found=ids)
    facts = [PersonLookedUp(id, str(row.agent_id), row.reason) for id in ids]
    journal.record(city=row.city, at=row.at, events=facts)
    return found
