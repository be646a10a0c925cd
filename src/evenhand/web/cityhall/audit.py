"""The audit: every promise asked of the room that keeps it, by whoever wants to know."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evenhand.apps.journal import seals
from evenhand.apps.reports import queries as reports
from evenhand.apps.reports.queries import Audit
from evenhand.core.terms import Role
from evenhand.web.kit import doors, releases
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

BOOKS_SPAN = timedelta(days=31)
PROMISES: dict[str, Words] = {
    "oversold": _("Units granted beyond the quota"),
    "drift": _("Units by which counter and claims differ"),
    "doubled": _("Persons with more than one share"),
    "lost": _("Granted claims without an order"),
    "unhanded": _("Handovers without goods, or goods without a handover"),
    "lots_unbalanced": _("Lots that do not add up"),
    "entries_unbalanced": _("Entries that do not add up"),
    "ledger_sum": _("Fen by which the books are off"),
    "unposted": _("Fen by which books and handovers differ"),
    "chain_broken": _("Breaks in the chain of facts"),
    "unchained": _("Facts missing in the chain"),
}


@dataclass(frozen=True, slots=True)
class Promise:
    """What must be zero, and what it is."""

    words: Words
    found: int


@doors.open_to(Role.OFFICIAL, Role.AUDITOR)
def audit(visit: Visit) -> HttpResponse:
    """Figures of the release first, then what must be zero."""
    board = releases.opened(visit.slug, visit.at, visit.request.GET.get("release", ""))
    if visit.request.GET.get("format") == "heads":
        return _heads(visit)
    today = timezone.localtime(visit.at).date()
    found = None
    if board:
        found = reports.audit(city=visit.slug, release_id=board.release.id, first=today - BOOKS_SPAN, last=today)
    return visit.render(
        "cityhall/audit.html",
        board=board,
        audit=found,
        promises=listed(found) if found else [],
        heads=seals.seals(city=visit.slug, limit=5),
    )


def _heads(visit: Visit) -> HttpResponse:
    """All signed heads, to be kept where nobody of this installation can reach them."""
    told = {
        "city": visit.slug,
        "key": seals.public_key(city=visit.slug).public_bytes_raw().hex(),
        "heads": [
            {
                "position": each.position,
                "digest": each.digest.hex(),
                "at": each.at.isoformat(),
                "signature": each.signature.hex(),
            }
            for each in seals.seals(city=visit.slug)
        ],
    }
    response = JsonResponse(told)
    response.headers["Content-Disposition"] = f'attachment; filename="{visit.slug}-heads.json"'
    return response


def listed(found: Audit) -> list[Promise]:
    """Every promise with what the audit found."""
    return [Promise(PROMISES[name], getattr(found, name)) for name in PROMISES]
