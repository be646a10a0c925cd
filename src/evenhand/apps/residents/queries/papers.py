"""Documents that somebody else names: only whether they are a certain person's, never whose they are."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from evenhand.apps.residents import indexes, models
from evenhand.core import documents
from evenhand.core.errors import Refused
from evenhand.core.terms import PersonTag


def document_indexes(*, city: str, papers: Iterable[tuple[str, str]], today: date) -> Iterator[bytes | None]:
    """The keyed hash by which each document (kind, number) is found; nothing else of it may be kept. None: malformed.

    A passport is written with its issuer first: `FRA 12AB34567`.
    """
    for kind, text in papers:
        issuer, _, number = text.partition(" ") if kind == documents.DocumentKind.PASSPORT else ("", "", text)
        try:
            found = documents.parse(kind, number, today=today, issuer=issuer)
        except Refused:
            yield None
        else:
            yield indexes.document(city, found)


def household_tag(*, city: str, draw_id: UUID, household_id: UUID) -> bytes:
    """What a household is called in one draw and nowhere else: a keyed hash."""
    return indexes.household(city, draw_id, household_id)


def holds(*, city: str, tag: PersonTag, index: bytes) -> bool:
    """Whether a document, named by its keyed hash, is this person's."""
    owner = models.Document.objects.filter(city=city, blind_index=index).values_list("person_id", flat=True).first()
    return owner is not None and models.Person.objects.filter(city=city, id=owner, tag=tag).exists()
