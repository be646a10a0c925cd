"""What a refusal's facts say, each a sentence."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from evenhand.core.documents import Defect
from evenhand.core.phones import PhoneDefect
from evenhand.web import states, words
from evenhand.web.words import Words

FACTS: Mapping[str, Words] = {
    "opens_at": _("It opens %(value)s."),
    "again_at": _("It is possible again from %(value)s."),
    "pay_by": _("It was due by %(value)s."),
    "tries_left": _("Tries left: %(value)s."),
    "smallest": _("Smallest: %(value)s."),
    "largest": _("Largest: %(value)s."),
    "longest": _("At most %(value)s characters."),
    "state": _("It is now: %(value)s."),
    "lots": _("Lots: %(value)s."),
    "orders": _("Orders that wait: %(value)s."),
    "units": _("Units: %(value)s."),
    "defect": "%(value)s",
    "position": _("Look at character %(value)s."),
    "length": _("It has %(value)s characters."),
}
"""Facts that a person should hear, each with its sentence; others are for the log."""

DEFECTS: Mapping[str, Words] = {
    Defect.KIND: _("We do not know this kind of document."),
    Defect.EMPTY: _("The number is missing."),
    Defect.LENGTH: _("The number is too long or too short."),
    Defect.CHARACTER: _("There is a character in it that cannot be there."),
    Defect.DATE: _("The date of birth in it does not exist."),
    Defect.FUTURE: _("The date of birth in it lies ahead."),
    Defect.CHECK_DIGIT: _("The last digit does not fit the others: most likely one is mistyped."),
    Defect.ISSUER: _("The country that issued it is missing."),
    PhoneDefect.UNREADABLE: _("This is not a phone number."),
    PhoneDefect.ABROAD: _("Only numbers of the mainland can be reached."),
    PhoneDefect.NO_MESSAGES: _("Messages need a mobile number."),
}


def sentence(name: str, value: object) -> str | None:
    """A fact in words. None: it is for the log, not for a person."""
    return str(FACTS[name]) % {"value": _shown(name, value)} if name in FACTS else None


def _shown(name: str, value: object) -> str:
    match name, value:
        case _, datetime():
            return words.moment(value)
        case _, list() | tuple():
            return ", ".join(map(str, value))
        case "state", str() if value in states.STATES:
            return str(states.state(value).word)
        case "defect", str():
            return str(DEFECTS.get(value, value))
        case _:
            return str(value)
