"""What a document is, and what can be wrong with the number that somebody typed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from evenhand.core.errors import Reason, Refused


class DocumentKind(StrEnum):
    """The documents a resident may show."""

    RESIDENT_CARD = "resident_card"
    RESIDENCE_PERMIT = "residence_permit"
    """Of residents of Hong Kong, Macau and Taiwan: 18 digits, as on a resident card."""
    PERMANENT_RESIDENCE = "permanent_residence"
    """A foreigner's permanent resident card."""
    TRAVEL_PERMIT = "travel_permit"
    """Of residents of Hong Kong, Macau and Taiwan, for travel to the mainland."""
    PASSPORT = "passport"


class Defect(StrEnum):
    """Why a number is refused, as precisely as the person who typed it can use."""

    KIND = "kind"
    EMPTY = "empty"
    LENGTH = "length"
    CHARACTER = "character"
    DATE = "date"
    FUTURE = "future"
    CHECK_DIGIT = "check_digit"
    ISSUER = "issuer"


@dataclass(frozen=True, slots=True)
class Document:
    """A well-formed number in its one canonical form.

    `born` is what the number itself says of the holder's birth. `place_known` is no more than a hint: place codes come
    and go. `void` marks the first generation's 15 digits, whose cards are no longer valid: good to find a person by.
    """

    kind: DocumentKind
    number: str
    issuer: str = ""
    born: date | None = None
    place_known: bool = True
    void: bool = False

    @property
    def key(self) -> bytes:
        """Equal exactly where two documents are the same one; the text to hash under a key, never bare."""
        return "\0".join((self.kind, self.issuer, self.number)).encode()


def defective(defect: Defect, field: str = "number", **facts: int) -> Refused:
    """The refusal that names a defect; `facts` are positions and lengths, never characters of the number."""
    return Refused(Reason.ID_INVALID, field, defect=defect, **facts)
