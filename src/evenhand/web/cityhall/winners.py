"""Winner lists of the city's own ballot: tried, taken in, looked at; and numbers that lapsed, in the same formats."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.ballots import queries as ballots_read
from evenhand.apps.ballots import services as ballots
from evenhand.apps.ballots.services import Imported
from evenhand.core import winners
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.core.winners import Status
from evenhand.core.workbooks import Defect, Fault
from evenhand.web import words
from evenhand.web.kit import doors, workbooks
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit

HEADING = ("list_id", "revision", "number", "units", "valid_from", "valid_until", "status", "id_type", "id_number")
SHOWN = 100
"""Faults that the page shows; the error sheet has all."""


class Sent(Form):
    """A list, and the city's signature over the very file."""

    campaign = forms.ChoiceField(label=_("Goods"))
    file = forms.FileField(label=_("Winner list"), help_text=_("CSV, or XLSX whose cells are all text."))
    encoding = forms.ChoiceField(
        label=_("Characters of a CSV"), choices=[("utf-8", "UTF-8"), ("gb18030", "GB18030")], initial="utf-8"
    )
    signature = forms.CharField(
        label=_("Signature"),
        help_text=_("128 hex digits, as the office that drew sent them. A list without one can only be tried."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@doors.open_to(Role.OFFICIAL)
def lists(visit: Visit) -> HttpResponse:
    """Lists with their numbers, and the form that tries one and then takes it in."""
    form = Sent(visit.request.POST if visit.posted else None)
    if visit.posted:
        form.files = visit.request.FILES
    goods = [
        (str(each.id), words.of(each.policy.good.name)) for each in ballots_read.campaigns_with_lists(city=visit.slug)
    ]
    form.choose("campaign", goods)
    outcome = None
    if visit.posted and form.is_valid():
        dry = visit.request.POST.get("act") != "import"
        with visit.attempt(form):
            outcome = take_in(visit, form, dry=dry)
        if outcome and outcome.faults and visit.request.POST.get("act") == "errors":
            rows = workbooks.error_rows(outcome.faults)
            return workbooks.attachment("errors", workbooks.error_heading(), rows, "xlsx")
        if outcome and not outcome.faults and not dry:
            visit.say(
                gettext("List %(id)s, revision %(n)s, is taken in.") % {"id": outcome.list_id, "n": outcome.revision}
            )
            return visit.go("cityhall:winners")
    return visit.render(
        "cityhall/winners.html",
        form=form.ready(),
        goods=goods,
        lists=ballots_read.lists(city=visit.slug),
        outcome=outcome,
        faults=workbooks.error_rows(outcome.faults[:SHOWN]) if outcome else [],
    )


def take_in(visit: Visit, form: Sent, *, dry: bool) -> Imported:
    """Try a list, or take it in. Refused: INPUT_INVALID for a file that is no table."""
    said = form.cleaned_data
    return import_file(
        visit.slug,
        visit.at,
        UUID(said["campaign"]),
        file=said["file"].read(),
        encoding=said["encoding"],
        signature=said["signature"],
        by=visit.me.id,
        dry=dry,
    )


def import_file(
    city: str,
    at: datetime,
    campaign: UUID,
    *,
    file: bytes,
    encoding: str,
    signature: str,
    by: UUID | None,
    dry: bool,
) -> Imported:
    """A list as it came: file and signature in hex."""
    try:
        cells = workbooks.cells(file, encoding)
    except ValueError:
        return Imported("", 0, faults=[Fault(0, "", "", Defect.NOT_A_TABLE)], dry=dry)
    try:
        signed = bytes.fromhex(signature)
    except ValueError:
        raise Refused(Reason.INPUT_INVALID, "signature") from None
    return ballots.import_winners(
        city=city, at=at, campaign_id=campaign, file=file, cells=cells, signature=signed, by=by, dry=dry
    )


@doors.open_to(Role.OFFICIAL)
def lapsed(visit: Visit, campaign: UUID, list_id: str, kind: str) -> HttpResponse:
    """Numbers that lapsed, as a file of the list's own columns, signed by this installation."""
    return report(visit.slug, campaign, list_id, kind)


def report(city: str, campaign: UUID, list_id: str, kind: str) -> HttpResponse:
    """The file, with our Ed25519 signature over its bytes in a header."""
    found = ballots_read.lapsed(city=city, campaign_id=campaign, list_id=list_id)
    rows = [
        [each.list_id, each.revision, each.number, each.units, each.valid_from, each.valid_until, Status.LAPSED, "", ""]
        for each in found
    ]
    response = workbooks.attachment(f"lapsed-{list_id}", HEADING, rows, kind)
    key = ballots_read.report_key(city=city)
    signature = key.sign(winners.signed_bytes(winners.LAPSED, response.content))
    response.headers["Evenhand-Signature"] = signature.hex()
    response.headers["Evenhand-Key"] = key.public_key().public_bytes_raw().hex()
    return response
