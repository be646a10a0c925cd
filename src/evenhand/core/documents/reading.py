"""From what somebody typed to a document, by the kind they chose."""

import re
from collections.abc import Callable
from datetime import date

from evenhand.core.documents import eighteen
from evenhand.core.documents.kinds import Defect, Document, DocumentKind, defective
from evenhand.core.documents.spelling import normalize

OLD_PERMANENT = re.compile(r"[A-Z]{3}[0-9]{12}")
HOME_RETURN = re.compile(r"[HM]([0-9]{8}|[0-9]{10})")
"""Hong Kong and Macau: a number for life and, on older cards, two digits that count renewals."""
HOME_RETURN_FOR_LIFE = 9
TAIWAN_TRAVEL = re.compile(r"[0-9]{8}")
PASSPORT_SIZES = range(6, 13)
"""ICAO 9303 gives a number nine places and lets longer ones run over; shorter than six is hardly a passport's."""
ISSUER = re.compile(r"[A-Z]{3}")
TRAVEL_PERMIT_SIZES = (8, 9, 11)


def parse(kind: str, text: str, *, today: date, issuer: str = "") -> Document:
    """The document behind a number as typed. `issuer`: three letters of ICAO 9303 (CHN, FRA …), for passports only.

    Which of the three documents with 18 digits it is, the number decides: a wrong choice in a list does no harm.
    Refused: ID_INVALID with the field and its `Defect`.
    """
    if kind not in READERS:
        raise defective(Defect.KIND, "kind")
    return READERS[kind](normalize(text), issuer, today)


def _resident_card(number: str, _: str, today: date) -> Document:
    if len(number) == eighteen.OLD_SIZE:
        return eighteen.read_old(number, today)
    return eighteen.read(number, today)


def _residence_permit(number: str, _: str, today: date) -> Document:
    return eighteen.read(number, today)


def _permanent_residence(number: str, _: str, today: date) -> Document:
    if OLD_PERMANENT.fullmatch(number):
        return Document(DocumentKind.PERMANENT_RESIDENCE, number)
    return eighteen.read(number, today)


def _travel_permit(number: str, _: str, __: date) -> Document:
    if HOME_RETURN.fullmatch(number):
        return Document(DocumentKind.TRAVEL_PERMIT, number[:HOME_RETURN_FOR_LIFE])
    if TAIWAN_TRAVEL.fullmatch(number):
        return Document(DocumentKind.TRAVEL_PERMIT, number)
    if len(number) not in TRAVEL_PERMIT_SIZES:
        raise defective(Defect.LENGTH, length=len(number))
    raise defective(Defect.CHARACTER)


def _passport(number: str, issuer: str, _: date) -> Document:
    country = issuer.strip().upper()
    if not ISSUER.fullmatch(country):
        raise defective(Defect.ISSUER, "issuer")
    if len(number) not in PASSPORT_SIZES:
        raise defective(Defect.LENGTH, length=len(number))
    if not any(character.isdigit() for character in number):
        raise defective(Defect.CHARACTER)
    return Document(DocumentKind.PASSPORT, number, issuer=country)


READERS: dict[str, Callable[[str, str, date], Document]] = {
    DocumentKind.RESIDENT_CARD: _resident_card,
    DocumentKind.RESIDENCE_PERMIT: _residence_permit,
    DocumentKind.PERMANENT_RESIDENCE: _permanent_residence,
    DocumentKind.TRAVEL_PERMIT: _travel_permit,
    DocumentKind.PASSPORT: _passport,
}
