"""What is said of a person on the way into the vault, and the little that may be known of one outside of it."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from evenhand.core.documents import DocumentKind
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Channel, Place

LONGEST_NAME = 100


class Purpose(StrEnum):
    """What a person lets personal data be used for; each use is asked for on its own and can be withdrawn."""

    IDENTITY = "identity"
    """To know that one person takes one share."""
    DELIVERY = "delivery"
    """To bring the goods: name, address, phone."""
    NOTICES = "notices"
    """To send messages about one's own claims and orders."""


RECIPIENTS = {Purpose.IDENTITY: "city", Purpose.DELIVERY: "outlet", Purpose.NOTICES: "sms"}
"""Who receives the data under each purpose."""
NEEDED = frozenset({Purpose.IDENTITY, Purpose.DELIVERY})
"""Without these nothing can be shared and brought; messages can be done without."""


class LookupReason(StrEnum):
    """Why an agent asks the vault for somebody."""

    CLAIM = "claim"
    PROGRESS = "progress"
    CALLBACK = "callback"
    CORRECTION = "correction"


class AgeBand(StrEnum):
    """Ages as figures show them. A document that tells no birth leaves the age unknown."""

    CHILD = "0-13"
    YOUTH = "14-17"
    YOUNG = "18-39"
    MIDDLE = "40-59"
    SIXTIES = "60-69"
    SEVENTIES = "70-79"
    OLDEST = "80+"
    UNKNOWN = "unknown"


UPPER_AGES = {
    AgeBand.CHILD: 14,
    AgeBand.YOUTH: 18,
    AgeBand.YOUNG: 40,
    AgeBand.MIDDLE: 60,
    AgeBand.SIXTIES: 70,
    AgeBand.SEVENTIES: 80,
}
"""The age, in full years, at which a band ends."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to enter into the vault, as they, their community or a simulation says it. Nothing is checked yet.

    People at one address (same district, same canonical text) are one household.
    """

    name: str
    kind: DocumentKind
    number: str
    phone: str
    district: str
    address: str
    place: Place
    issuer: str = ""
    channel: Channel = Channel.WEB
    consents: frozenset[Purpose] = frozenset(Purpose)


def age(born: date, today: date) -> int:
    """Full years; those born on 29 February turn on 1 March."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def age_band(born: date | None, today: date) -> AgeBand:
    """The band that a birth falls into."""
    if born is None:
        return AgeBand.UNKNOWN
    years = age(born, today)
    return next((band for band, upper in UPPER_AGES.items() if years < upper), AgeBand.OLDEST)


def check_name(text: str) -> str:
    """The name with single blanks. Refused: INPUT_INVALID (empty, too long, unprintable, without a letter)."""
    plain = " ".join(unicodedata.normalize("NFKC", text[: LONGEST_NAME + 1]).split())
    if not (len(plain) <= LONGEST_NAME and plain.isprintable() and any(map(str.isalpha, plain))):
        raise Refused(Reason.INPUT_INVALID, "name")
    return plain


def same_name(one: str, other: str) -> bool:
    """Whether two names are spelled alike but for case, blanks and the dots and dashes between their parts."""
    return _letters(one) == _letters(other)


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in plain if character.isalpha())
