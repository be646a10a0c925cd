"""What a rehearsal's residents heard at the gate, and how long they waited: bars of the day's report."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from evenhand.core.errors import Reason, Refused
from evenhand.web.kit import charts
from evenhand.web.kit.charts import Bar
from evenhand.web.refusals import explain
from evenhand.web.words import Words


def heard(answers: Mapping[str, int]) -> list[Bar]:
    """How often each answer was given, the commonest first."""
    rows = sorted(answers.items(), key=lambda row: -row[1])
    return charts.counted([(_word(word), many) for word, many in rows])


def waits(within: Mapping[float, float]) -> list[Bar]:
    """The milliseconds within which each share of the answers came; 1 is all of them."""
    return charts.counted([(_share(share), round(ms)) for share, ms in within.items()])


def _word(heard: str) -> Words:
    """An answer of the gate as a person reads it."""
    said = {"granted": _("Granted"), "waiting": _("A place in the line"), "entered": _("Entered")}
    return said.get(heard) or explain(Refused(Reason(heard))).what


def _share(share: float) -> str:
    return _("Slowest answer") if share == 1 else _("%(n)s of 100 answers") % {"n": f"{share * 100:.0f}"}
