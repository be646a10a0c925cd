"""Who works here: everybody with role and place; invited, and let go."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities_read
from evenhand.apps.cities import services as cities
from evenhand.apps.cities.queries import StaffMember
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors, files, invitations, tables
from evenhand.web.kit.forms import Form
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

ROLES: dict[Role, Words] = {
    Role.OFFICIAL: _("Official"),
    Role.AUDITOR: _("Auditor"),
    Role.DISPATCHER: _("Dispatcher"),
    Role.MERCHANT: _("Merchant"),
    Role.RIDER: _("Rider"),
    Role.AGENT: _("Hotline agent"),
}
COLUMNS: tuple[Column[StaffMember], ...] = (
    Column("name", _("Name"), lambda each: each.name),
    Column("role", _("Role"), lambda each: str(ROLES[each.role])),
    Column("outlet", _("Outlet"), lambda each: each.outlet_code),
)


class Hired(Form):
    """Somebody who begins to work here."""

    name = forms.CharField(label=_("Name"), max_length=80)
    handle = forms.CharField(
        label=_("Short name to sign in with"), max_length=32, help_text=_("Letters, digits, . and -")
    )
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, word) for role, word in ROLES.items()])
    outlet = forms.ChoiceField(label=_("Outlet"), required=False)


@doors.open_to(Role.OFFICIAL)
def team(visit: Visit) -> HttpResponse:
    """Everybody who works here, and the form to let somebody in."""
    form = Hired(visit.request.POST if visit.posted else None)
    outlets = [(outlet.code, words.of(outlet.name)) for outlet in fulfilment.outlets(city=visit.slug)]
    form.choose("outlet", [("", "–"), *outlets])
    invitation = ""
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            invitation = _hire(visit, form)
        if not tried.done:
            invitation = ""
    members = [member for role in ROLES for member in cities_read.staff(city=visit.slug, role=role)]
    if visit.request.GET.get("format") == "csv":
        return files.csv_of("staff", COLUMNS, members, visit.request.GET)
    return visit.render(
        "cityhall/team.html",
        form=form.ready(),
        table=tables.build(COLUMNS, members, visit.request.GET),
        members=members,
        invitation=invitation,
    )


@doors.open_to(Role.OFFICIAL)
def retire(visit: Visit, member: UUID) -> HttpResponse:
    """Let somebody go: whoever is signed in is out at the next page."""
    if visit.posted:
        with visit.attempt():
            cities.retire_staff(city=visit.slug, staff_id=member)
            visit.say(gettext("Who is let go is out at once."))
    return visit.go("cityhall:team")


def _hire(visit: Visit, form: Hired) -> str:
    said = form.cleaned_data
    staff = cities.add_staff(
        city=visit.slug, role=Role(said["role"]), name=said["name"], outlet_code=said["outlet"] or None
    )
    serial = cities.invite(city=visit.slug, staff_id=staff, handle=said["handle"].strip().lower())
    return visit.request.build_absolute_uri(invitations.link(visit.slug, staff, serial))
