"""What is wrong with a policy, in the reader's language: each rule of the vocabulary in words."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.core.policy import PolicyFault
from evenhand.web.words import Words

SAME: Sequence[Words] = (
    _("must be true or false"),
    _("must be a whole number"),
    _("must be a number"),
    _("must be text in quotes"),
    _("must be a date like 2026-12-05"),
    _('must be a local hour like "10:00"'),
    _('must be a duration like "30m", "24h" or "3d"'),
    _("must be [longitude, latitude] in degrees"),
    _("must be a list"),
    _("must be a table"),
    _("is missing"),
    _("is given twice"),
    _("not available yet"),
    _("must be 1"),
    _("must be a telephone number: digits, + or -, 3 to 20"),
    _("must be an Ed25519 key: 64 hex digits, lower case"),
    _("must be at most 0.2"),
    _("must be at most 90d"),
    _("must be from 0 to 1, in steps of 0.0001"),
    _("must be from 0 to 10^15"),
    _("must be longer than nothing"),
    _("must be lower-case letters, digits or -, a letter first, 2 to 40"),
    _("must be lower-case letters, digits, - or _, a letter first, 40 at most"),
    _("must be shown at the door"),
    _("must be words, 500 characters at most"),
    _("must begin at 0 losses"),
    _("must rise in losses"),
    _("must not be empty"),
    _("a soft reserve needs until, the hour at which it returns"),
    _("are needed: a window longer than a day can't open every day"),
    _("is not a key of this file"),
    _("is not on one of its window's days"),
    _("is taken by a page"),
    _("must be a zone of the IANA database, like Asia/Shanghai"),
    _("must be after opens"),
    _("must be at most quota"),
    _("must differ in their names"),
    _("must be from 5m to 24h"),
    _("must be somebody where rate_bp is above 0, and only there"),
    _("must have closes or lasts, one of them"),
    _("must last 24h or more, so that nobody need hurry"),
    _("must lead from min to max"),
    _("must name a point where a van releases its riders"),
    _("must not be below min"),
    _("needs a car or van in dispatch.vehicles"),
    _("needs adapters.ballot"),
    _("needs adapters.identity"),
    _("needs limits.household"),
    _("needs the population of every served district"),
    _("orders must differ"),
    _("outlet needs an outlet with slots"),
    _("shares must add up to 1 at most"),
)
"""Rules that always read alike."""

FORMS: Sequence[tuple[str, Words]] = (
    (r"must be one of (.+)", _("must be one of %(a)s")),
    (r"must be from (\S+) to (\S+)", _("must be from %(a)s to %(b)s")),
    (r"must be a list of (\d+)", _("must be a list of %(a)s")),
    (r"must be at most (\w[\w.]*) \((.+)\)", _("must be at most %(a)s (%(b)s)")),
    (r"must be at least (\w[\w.]*) \((.+)\)", _("must be at least %(a)s (%(b)s)")),
    (r"must be a multiple of (\S+) \((.+)\)", _("must be a multiple of %(a)s (%(b)s)")),
    (r"must add up to (\d+) basis points, not (\d+)", _("must add up to %(a)s basis points, not %(b)s")),
    (r"makes (\d+) orders; delivery can promise (\d+)", _("makes %(a)s orders; delivery can promise %(b)s")),
    (r"needs a quota of (\d+) or more", _("needs a quota of %(a)s or more")),
    (r"opens before the release of (\S+) closes", _("opens before the release of %(a)s closes")),
    (r"is not a district of the city; (.+)", _("is not a district of the city; %(a)s")),
    (r"unknown key; (.+)", _("unknown key; %(a)s")),
    (r"must be a channel: (.+)", _("must be a channel: %(a)s")),
    (r"belongs to mode (.+)", _("belongs to mode %(a)s")),
    (r"tickets must be from 1 to max \((.+)\)", _("tickets must be from 1 to max (%(a)s)")),
    (r"must name all of (.+)", _("must name all of %(a)s")),
    (r"is not TOML: (.+)", _("is not TOML: %(a)s")),
    (r"must stay (.+)", _("must stay %(a)s")),
)
"""Rules with values in them."""


def rule(fault: PolicyFault) -> str:
    """The rule that a fault breaks. One without a translation is told as the validator says it."""
    for form, said in FORMS:
        if found := re.fullmatch(form, fault.rule, re.DOTALL):
            return str(said) % dict(zip("ab", found.groups(), strict=False))
    return gettext(fault.rule)
