"""A roll of residents as an office has it: examined whole before anybody is entered, then entered part by part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from evenhand.apps.residents import indexes, models
from evenhand.apps.residents.services import register
from evenhand.apps.residents.services.checking import check
from evenhand.core.errors import Refused
from evenhand.core.people import NewPerson

REPEATED = "repeated"
"""The field of a refusal of whoever stands in the roll twice."""
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Examined:
    """What entering a roll would do: how many are new and known; who (by place in the roll) can't be entered and why.

    `repeated`: places of those who stand in it already, further up.
    """

    new: int
    known: int
    refused: Sequence[tuple[int, Refused]]
    repeated: Sequence[int]


def examine(*, city: str, at: datetime, persons: Iterable[NewPerson]) -> Examined:
    """Hold a roll against every rule, and write nothing."""
    today, districts = register.today(city, at), register.districts(city)
    refused: list[tuple[int, Refused]] = []
    seen: dict[bytes, int] = {}
    repeated: list[int] = []
    for place, person in enumerate(persons):
        try:
            document = check(person, today, districts).document
        except Refused as why:
            refused.append((place, why))
            continue
        if seen.setdefault(indexes.document(city, document), place) != place:
            repeated.append(place)
    known = _known(city, list(seen))
    return Examined(len(seen) - known, known, refused, repeated)


def _known(city: str, keys: Sequence[bytes]) -> int:
    """How many of these documents are somebody's."""
    return sum(
        models.Document.objects.filter(city=city, blind_index__in=keys[start : start + AT_ONCE]).count()
        for start in range(0, len(keys), AT_ONCE)
    )
