"""Where each refusal leads: the page on which a resident takes the next step that its text names."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from evenhand.core.errors import Reason
from evenhand.web.words import Words


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the city by its name, and what the way there is called."""

    page: str
    words: Words


CITY = Link("public:city", _("To the city page"))
MINE = Link("resident:me", _("My page"))
USES = Link("resident:uses", _("Who used my document"))
APPEAL = Link("resident:appeal", _("Ask for a second look"))
VERIFY = Link("resident:verify", _("Verify"))

LINKS: Mapping[Reason, Link] = {
    Reason.NOT_OPEN: Link("resident:ready", _("See that you are ready")),
    Reason.PERSON_LIMIT: USES,
    Reason.HOUSEHOLD_LIMIT: APPEAL,
    Reason.ADDRESS_LIMIT: APPEAL,
    Reason.COOLING_OFF: MINE,
    Reason.ALREADY_ENTERED: MINE,
    Reason.ID_UNCONFIRMED: APPEAL,
    Reason.NUMBER_USED: USES,
    Reason.CODE_EXPIRED: VERIFY,
    Reason.PASS_INVALID: VERIFY,
    Reason.PASS_EXPIRED: CITY,
}
"""All others lead to the city page."""
