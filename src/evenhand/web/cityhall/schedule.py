"""Releases: which there were and will be, and setting the hour of the next."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.campaigns import queries as campaigns_read
from evenhand.apps.campaigns import services as campaigns
from evenhand.apps.campaigns.queries import Release
from evenhand.apps.claims import queries as claims
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors, files, tables
from evenhand.web.kit.forms import Form
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit


class Scheduled(Form):
    """A release of a campaign: its day, hours and quota."""

    campaign = forms.ChoiceField(label=_("Goods"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    opens = forms.TimeField(label=_("Opens"), widget=forms.TimeInput(attrs={"type": "time"}))
    closes = forms.TimeField(label=_("Closes"), widget=forms.TimeInput(attrs={"type": "time"}))
    quota = forms.IntegerField(label=_("Units"), min_value=1)


@doors.open_to(Role.OFFICIAL)
def schedule(visit: Visit) -> HttpResponse:
    """All releases, newest first. What is scheduled is frozen: terms and hash stand in the journal."""
    known = campaigns_read.campaigns(city=visit.slug)
    form = Scheduled(visit.request.POST if visit.posted else None)
    form.choose("campaign", [(str(each.id), words.of(each.policy.good.name)) for each in known])
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            _schedule(visit, form)
        if tried.done:
            visit.say(gettext("The release is scheduled and frozen."))
            return visit.go("cityhall:schedule")
    columns, rows = _columns(visit.slug), campaigns_read.releases(city=visit.slug)[::-1]
    if visit.request.GET.get("format") == "csv":
        return files.csv_of("releases", columns, rows, visit.request.GET)
    table = tables.build(columns, rows, visit.request.GET)
    return visit.render("cityhall/schedule.html", form=form.ready(), table=table)


def _schedule(visit: Visit, form: Scheduled) -> None:
    said, zone = form.cleaned_data, ZoneInfo(visit.city.timezone)
    campaigns.schedule_release(
        city=visit.slug,
        at=visit.at,
        campaign_id=UUID(said["campaign"]),
        opens_at=datetime.combine(said["day"], said["opens"], zone),
        closes_at=datetime.combine(said["day"], said["closes"], zone),
        quota=said["quota"],
    )


def _columns(city: str) -> tuple[Column[Release], ...]:
    return (
        Column("opens", _("Opens"), lambda release: release.terms.window.opens),
        Column("closes", _("Closes"), lambda release: release.terms.window.closes),
        Column("goods", _("Goods"), lambda release: words.of(release.policy.good.name)),
        Column("quota", _("Units"), lambda release: release.terms.quota, "number"),
        Column("left", _("Left"), lambda release: claims.left(city=city, release_id=release.id), "number"),
    )
