"""Know a caller by the phone they call from and the end of their document, a few tries an hour."""

from datetime import datetime

from django.db.models import F

from evenhand.apps.residents import indexes, models, queries
from evenhand.core import phones
from evenhand.core.errors import Reason, Refused

TRIES = 5


def recognize(*, city: str, at: datetime, phone: str, last_four: str) -> queries.Person | Refused:
    """Who calls. The refusal is **returned**: raised, it would undo the count of tries.

    CODE_WRONG, for a phone that nobody is known by as well, and where two share phone and ending; LOCKED after five
    tries in an hour, right ones among them; INPUT_INVALID (no mainland number).
    """
    try:
        number = phones.parse(phone, fixed_line=True)
    except Refused as refused:
        return refused
    if not _counted(city, at, indexes.phone(city, number)):
        return Refused(Reason.LOCKED, "last_four")
    known = queries.at_phone(city=city, phone=number)
    fitting = [one for one in known if queries.document_ends_with(city=city, tag=one.tag, said=last_four)]
    return fitting[0] if len(fitting) == 1 else Refused(Reason.CODE_WRONG, "last_four")


def _counted(city: str, at: datetime, index: bytes) -> bool:
    hour = at.replace(minute=0, second=0, microsecond=0)
    models.Hearing.objects.bulk_create([models.Hearing(city=city, phone_index=index, hour=hour)], ignore_conflicts=True)
    mine = models.Hearing.objects.filter(city=city, phone_index=index, hour=hour, tries__lt=TRIES)
    return mine.update(tries=F("tries") + 1) == 1
