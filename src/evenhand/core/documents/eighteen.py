"""Numbers of 18 digits: resident cards, the residence permits made like them, and foreigners' permanent resident cards.

GB 11643-1999: place (6), date of birth (8), order (3), check digit (ISO 7064, MOD 11-2). The cards of the first
generation had 15 digits: no century and no check digit. They name the same person, so their canonical form is the 18.
"""

from datetime import date

from evenhand.core.documents.kinds import Defect, Document, DocumentKind, defective

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
SIZE = 18
OLD_SIZE = 15
PERMIT_PLACES = ("810000", "820000", "830000")
"""Hong Kong, Macau, Taiwan."""
PROVINCES = frozenset({
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43",
    "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
})  # fmt: skip
"""The first two digits of GB/T 2260."""
CENTENARIANS = ("996", "997", "998", "999")
"""Orders that the 15 digits kept for those born before 1900."""
EARLIEST_YEAR = 1800


def check_digit(body: str) -> str:
    """The 18th character that belongs to the 17 digits of `body`."""
    return CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def read(number: str, today: date) -> Document:
    """The document that 18 normalized characters name; the number alone says which of the three kinds it is.

    Refused: ID_INVALID with length, character, date, future or check_digit.
    """
    if len(number) != SIZE:
        raise defective(Defect.LENGTH, length=len(number))
    _require_digits(number[:17])
    if not (number[17].isdigit() or number[17] == "X"):
        raise defective(Defect.CHARACTER, position=SIZE)
    born = _date(number[6:14], today)
    if number[17] != check_digit(number[:17]):
        raise defective(Defect.CHECK_DIGIT)
    kind = _kind(number)
    known = kind != DocumentKind.RESIDENT_CARD or number[:2] in PROVINCES
    return Document(kind, number, born=born, place_known=known)


def read_old(number: str, today: date) -> Document:
    """The same for the 15 digits of a first-generation resident card, extended to 18. Refused: as in `read`."""
    _require_digits(number)
    century = "18" if number[12:] in CENTENARIANS else "19"
    born = _date(century + number[6:12], today)
    body = number[:6] + century + number[6:]
    known = number[:2] in PROVINCES
    return Document(DocumentKind.RESIDENT_CARD, body + check_digit(body), born=born, place_known=known, void=True)


def _require_digits(text: str) -> None:
    for position, character in enumerate(text, 1):
        if not character.isdigit():
            raise defective(Defect.CHARACTER, position=position)


def _date(digits: str, today: date) -> date:
    """Eight digits as a day that has been."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise defective(Defect.DATE) from None
    if born.year < EARLIEST_YEAR:
        raise defective(Defect.DATE)
    if born > today:
        raise defective(Defect.FUTURE)
    return born


def _kind(number: str) -> DocumentKind:
    if number.startswith("9"):
        return DocumentKind.PERMANENT_RESIDENCE
    return DocumentKind.RESIDENCE_PERMIT if number[:6] in PERMIT_PLACES else DocumentKind.RESIDENT_CARD
