"""Phone numbers: read as people write them, kept as E.164."""

from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from evenhand.core.errors import Reason, Refused

HOME = "CN"
LONGEST = 32
"""Characters; a longer text is refused unread."""
TAKES_MESSAGES = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


class PhoneDefect(StrEnum):
    """Why a phone number is refused."""

    UNREADABLE = "unreadable"
    ABROAD = "abroad"
    NO_MESSAGES = "no_messages"
    """A fixed line, or a service's number."""


def parse(text: str, *, fixed_line: bool = False) -> str:
    """A mainland mobile number in E.164 (`+8613800138000`). Refused: INPUT_INVALID with its `PhoneDefect`.

    `fixed_line`: one that can only be called is good as well: whom a hotline serves may have no other.

    Only mainland numbers: messages to others are what a pump of paid messages would ask for.
    """
    try:
        number = phonenumbers.parse(text if len(text) <= LONGEST else "", HOME)
    except phonenumbers.NumberParseException:
        raise _defective(PhoneDefect.UNREADABLE) from None
    if phonenumbers.region_code_for_country_code(number.country_code or 0) != HOME:
        raise _defective(PhoneDefect.ABROAD)
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.UNKNOWN:
        raise _defective(PhoneDefect.UNREADABLE)
    if kind not in TAKES_MESSAGES and not (fixed_line and kind == PhoneNumberType.FIXED_LINE):
        raise _defective(PhoneDefect.NO_MESSAGES)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _defective(defect: PhoneDefect) -> Refused:
    return Refused(Reason.INPUT_INVALID, "phone", defect=defect)
