"""Files that city hall sends: its staff; its outlets, which stand in the policy, so that another official agrees."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities_read
from evenhand.apps.cities import services as cities
from evenhand.core.errors import Reason, Refused
from evenhand.core.policy import PolicyError, policy_hash, policy_json, read_city
from evenhand.core.terms import Role
from evenhand.core.workbooks import Column, Defect, Fault, Line
from evenhand.web.cityhall import policies
from evenhand.web.cityhall.policy_words import rules
from evenhand.web.kit import doors, intake, invitations
from evenhand.web.kit.intake import Did, Intake, Outcome
from evenhand.web.kit.visits import Visit


def _take_staff(visit: Visit, line: Line) -> tuple[Did, str]:
    """Somebody new gets a link; who has that short name already stays as they are."""
    said = line.values
    handle, role = said["handle"].lower(), said["role"]
    known = cities_read.member_of_handle(city=visit.slug, handle=handle)
    if known:
        if (known.role, known.name, known.outlet_code) != (role, said["name"], said["outlet"]):
            raise Refused(Reason.KEY_REUSED, "handle")
        return Did.SAME, ""
    if role is Role.OFFICIAL:
        raise Refused(Reason.NOT_ALLOWED, "role")
    staff = cities.add_staff(city=visit.slug, role=role, name=said["name"], outlet_code=said["outlet"])
    serial = cities.invite(city=visit.slug, staff_id=staff, handle=handle)
    return Did.NEW, visit.request.build_absolute_uri(invitations.link(visit.slug, staff, serial))


STAFF = Intake(
    name="staff",
    title=_("Staff from a file"),
    hint=_(
        "Everybody new gets a link to set up the sign-in; the answer is a sheet of them. Officials are let in singly."
    ),
    columns=(Column("name"), Column("handle"), Column("role", Role), Column("outlet", optional=True)),
    example=("Rider One", "rider.one", "rider", "outlet-1"),
    mark="handle",
    take=_take_staff,
    result=_("Link"),
    fields={"outlet_code": "outlet"},
)
OUTLETS = Intake(
    name="outlets",
    title=_("Outlets from a file"),
    hint=_("Outlets stand in the city’s policy: once the file is taken in, another official agrees to it."),
    columns=tuple(Column(name) for name in ("code", "name_zh", "name_en", "district", "lon", "lat", "opens", "closes")),
    example=("outlet-1", "一号网点", "Outlet 1", "north", "106.6416", "30.4739", "08:00", "20:00"),
    mark="code",
    take=lambda visit, line: (Did.SAME, ""),
)
CELLS = {"name.zh": "name_zh", "name.en": "name_en", "at": "lon"}


@doors.open_to(Role.OFFICIAL)
def staff(visit: Visit) -> HttpResponse:
    """Many at once."""
    return intake.page(visit, STAFF, "cityhall/intake.html")


@doors.open_to(Role.OFFICIAL)
def outlets(visit: Visit) -> HttpResponse:
    """New outlets and changed ones, asked for as a change of the policy."""
    if visit.request.GET.get("template") in ("xlsx", "csv"):
        return intake.template(OUTLETS, visit.request.GET["template"])
    form, outcome = intake.sent(visit), None
    if visit.posted and form.is_valid():
        outcome = Outcome(dry=visit.request.POST.get("act") != "take")
        lines = intake.read(OUTLETS, form.cleaned_data["file"].read(), form.cleaned_data["encoding"], outcome)
        if lines:
            _merge(visit, {line.values["code"]: line for line in lines}, outcome)
        if outcome.faults and visit.request.POST.get("act") == "errors":
            return intake.errors(outcome)
    return visit.render("cityhall/intake.html", intake=OUTLETS, form=form.ready(), outcome=outcome)


def _merge(visit: Visit, lines: dict[str, Line], outcome: Outcome) -> None:
    """The policy with these outlets, judged whole; asked for unless it is a trial or the policy that stands."""
    raw = policy_json(visit.city.policy)
    for code, line in lines.items():
        outcome.did[_put(raw["outlets"], code, line)] += 1
    try:
        merged = read_city(raw)
    except PolicyError as error:
        for fault in error.errors:
            outcome.faults.append(_fault(lines, fault.key, fault.value, rules.rule(fault)))
        return
    if not outcome.dry and not outcome.faults and policy_hash(merged) != visit.city.policy_hash:
        new, changed = outcome.did[Did.NEW], outcome.did[Did.CHANGED]
        reason = ngettext("%(n)s outlet from a file", "%(n)s outlets from a file", new + changed) % {"n": new + changed}
        policies.request(visit, merged, reason)
        visit.say(gettext("Asked for. Another official decides."))


def _put(outlets: list[dict[str, Any]], code: str, line: Line) -> Did:
    said = line.values
    told = {
        "code": code,
        "name": {"zh": said["name_zh"], "en": said["name_en"]},
        "district": said["district"],
        "at": [_number(said["lon"]), _number(said["lat"])],
        "opens": said["opens"],
        "closes": said["closes"],
    }
    standing = next((each for each in outlets if each["code"] == code), None)
    if standing is None:
        outlets.append(told)
        return Did.NEW
    before = dict(standing)
    standing.update(told)
    return Did.SAME if before == standing else Did.CHANGED


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _fault(lines: dict[str, Line], key: str, value: object, why: str) -> Fault:
    """A fault of the policy at the cell that made it; one of another part is of the whole file."""
    for code, line in lines.items():
        if key.startswith(f"outlets.{code}."):
            column = CELLS.get(key.removeprefix(f"outlets.{code}."), key.rpartition(".")[2])
            return Fault(line.row, column, str(line.values.get(column, "")), Defect.REFUSED, why)
    return Fault(0, key, str(value), Defect.REFUSED, why)
