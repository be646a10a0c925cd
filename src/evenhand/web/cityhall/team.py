"""Who works here: everybody with role and place; invited, and let go."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities_read
from evenhand.apps.cities import services as cities
from evenhand.apps.cities.queries import Approval, StaffMember, change_hash
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.core.dial import WHOLE_CITY
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors, files, invitations, tables
from evenhand.web.kit.forms import Form
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

OFFICIAL = "official"
"""The kind of change that lets an official in or go."""
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
        elif not invitation:
            visit.say(gettext("Asked for. Another official decides."))
            return visit.go("cityhall:approvals")
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
            if _is_official(visit, member):
                _ask(visit, {"act": "retire", "staff": str(member)}, gettext("Let somebody go"))
                visit.say(gettext("Asked for. Another official decides."))
            else:
                cities.retire_staff(city=visit.slug, staff_id=member)
                visit.say(gettext("Who is let go is out at once."))
    return visit.go("cityhall:team")


def _is_official(visit: Visit, member: UUID) -> bool:
    known = cities_read.staff_member(city=visit.slug, staff_id=member)
    return known is not None and known.role is Role.OFFICIAL


def _ask(visit: Visit, change: dict[str, str], reason: str) -> None:
    """Who may decide for the city is for two to say."""
    cities.request_approval(
        city=visit.slug,
        at=visit.at,
        subject_kind=OFFICIAL,
        subject=uuid5(WHOLE_CITY, change_hash(change).hex()),
        change=change,
        reason=reason,
        requester=visit.me.id,
    )


def tell(visit: Visit, approval: Approval) -> Sequence[tuple[Words, str]]:
    """Who is to come or go."""
    change = approval.change
    if change["act"] == "hire":
        return [(_("Let somebody in"), change["name"]), (_("Short name to sign in with"), change["handle"])]
    member = cities_read.staff_member(city=visit.slug, staff_id=UUID(change["staff"]))
    return [(_("Let somebody go"), member.name if member else "")]


def agree(visit: Visit, approval: Approval) -> None:
    """An official comes, with a link for whoever agreed to hand on; or goes."""
    change = approval.change
    if change["act"] == "retire":
        cities.retire_staff(city=visit.slug, staff_id=UUID(change["staff"]))
        return
    link = _let_in(visit, Role.OFFICIAL, change["name"], change["handle"], None)
    visit.say(gettext("Give this link to nobody else. It works once, for a week:") + f" {link}")


def _hire(visit: Visit, form: Hired) -> str:
    """The link for somebody new; empty where another official has to agree first."""
    said = form.cleaned_data
    role, handle = Role(said["role"]), said["handle"].strip().lower()
    if role is not Role.OFFICIAL:
        return _let_in(visit, role, said["name"], handle, said["outlet"] or None)
    if not cities_read.HANDLE.fullmatch(handle):
        raise Refused(Reason.INPUT_INVALID, "handle")
    _ask(visit, {"act": "hire", "name": said["name"], "handle": handle}, gettext("Let somebody in"))
    return ""


def _let_in(visit: Visit, role: Role, name: str, handle: str, outlet: str | None) -> str:
    staff = cities.add_staff(city=visit.slug, role=role, name=name, outlet_code=outlet)
    serial = cities.invite(city=visit.slug, staff_id=staff, handle=handle)
    return visit.request.build_absolute_uri(invitations.link(visit.slug, staff, serial))
