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
from evenhand.apps.campaigns.queries import Campaign, Release
from evenhand.apps.cities import services as cities
from evenhand.apps.claims import queries as claims
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.cityhall import freezing, month
from evenhand.web.kit import doors, files, tables
from evenhand.web.kit.forms import Form
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit


class Scheduled(Form):
    """A release of a campaign: its day, hours and quota."""

    campaign = forms.ChoiceField(label=_("Goods"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    opens = forms.TimeField(label=_("Opens"), widget=forms.TimeInput(attrs={"type": "time"}))
    closes = forms.TimeField(label=_("Closes"), widget=forms.TimeInput(attrs={"type": "time"}))
    quota = forms.IntegerField(label=_("Units"), min_value=1)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("Needed where it is more than was published: a second person then decides."),
    )


@doors.open_to(Role.OFFICIAL)
def schedule(visit: Visit) -> HttpResponse:
    """All releases, newest first. What is scheduled is frozen: terms and hash stand in the journal."""
    known = campaigns_read.campaigns(city=visit.slug)
    form = Scheduled(visit.request.POST if visit.posted else None)
    form.initial = visit.request.GET.dict()
    form.choose("campaign", [(str(each.id), words.of(each.policy.good.name)) for each in known])
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            said = _schedule(visit, form)
        if tried.done:
            visit.say(said)
            return visit.go("cityhall:schedule")
    columns, rows = _columns(visit.slug), campaigns_read.releases(city=visit.slug)[::-1]
    if visit.request.GET.get("format") == "csv":
        return files.csv_of("releases", columns, rows, visit.request.GET)
    return visit.render(
        "cityhall/schedule.html",
        form=form.ready(),
        table=tables.build(columns, rows, visit.request.GET),
        month=month.month(visit, known, rows),
        still=freezing.form_for(visit),
    )


def _schedule(visit: Visit, form: Scheduled) -> str:
    """Schedule what was published before; more than that is for two officials to agree on. Returns what was done."""
    said, zone = form.cleaned_data, ZoneInfo(visit.city.timezone)
    campaign = campaigns_read.campaign(city=visit.slug, id=UUID(said["campaign"]))
    opens, closes = (datetime.combine(said["day"], said[end], zone) for end in ("opens", "closes"))
    if said["quota"] > campaign.policy.quota:
        change = {"opens_at": opens.isoformat(), "closes_at": closes.isoformat(), "quota": said["quota"]}
        _ask(visit, campaign, change, said["reason"])
        return gettext("More than was published: another official decides.")
    campaigns.schedule_release(
        city=visit.slug,
        at=visit.at,
        campaign_id=campaign.id,
        opens_at=opens,
        closes_at=closes,
        quota=said["quota"],
    )
    return gettext("The release is scheduled and frozen.")


def _ask(visit: Visit, campaign: Campaign, change: dict[str, object], reason: str) -> None:
    cities.request_approval(
        city=visit.slug,
        at=visit.at,
        subject_kind="release",
        subject=campaign.id,
        change=change,
        reason=reason,
        requester=visit.me.id,
    )


def _columns(city: str) -> tuple[Column[Release], ...]:
    return (
        Column("opens", _("Opens"), lambda release: release.terms.window.opens),
        Column("closes", _("Closes"), lambda release: release.terms.window.closes),
        Column("goods", _("Goods"), lambda release: words.of(release.policy.good.name)),
        Column("quota", _("Units"), lambda release: release.terms.quota, "number"),
        Column("left", _("Left"), lambda release: claims.left(city=city, release_id=release.id), "number"),
    )
