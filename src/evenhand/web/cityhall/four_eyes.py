"""Four eyes: what one official asked for, in full, and what becomes of it when another agrees. One table says how."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.campaigns import queries as campaigns_read
from evenhand.apps.campaigns import services as campaigns
from evenhand.apps.cities import queries as cities_read
from evenhand.apps.cities import services as cities
from evenhand.apps.cities.queries import Approval
from evenhand.apps.settlement import services as settlement
from evenhand.core.policy import capacity
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.cityhall import announcing, draws, freezing, policies, rosters, team
from evenhand.web.kit import doors
from evenhand.web.kit.periods import PARTIES
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

type Said = Sequence[tuple[Words, str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: its name, how it reads, and what does it once it is agreed on."""

    title: Words
    tell: Callable[[Visit, Approval], Said]
    act: Callable[[Visit, Approval], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What waits, or waited, for a second official."""

    approval: Approval
    title: Words
    said: Said
    requester: str
    approver: str
    mine: bool

    @property
    def state(self) -> str:
        return "granted" if self.approval.granted else "declined"


@doors.open_to(Role.OFFICIAL, Role.AUDITOR)
def approvals(visit: Visit) -> HttpResponse:
    """What waits for a second person, and what was decided before."""
    return visit.render(
        "cityhall/approvals.html",
        waiting=[_asked(visit, each) for each in cities_read.approvals_waiting(city=visit.slug)],
        decided=[_asked(visit, each) for each in cities_read.approvals_decided(city=visit.slug, limit=30)],
    )


@doors.open_to(Role.OFFICIAL)
def decide(visit: Visit, approval: UUID) -> HttpResponse:
    """Agree or decline. What is agreed on is done at once, exactly as it was asked for, or nothing is."""
    if visit.posted:
        asked = cities_read.approval(city=visit.slug, id=approval)
        said: dict[str, Any] = {"city": visit.slug, "at": visit.at, "approval_id": approval, "approver": visit.me.id}
        with visit.attempt():
            if visit.request.POST.get("act") == "approve":
                cities.approve(**said, change=asked.change)
                KINDS[asked.subject_kind].act(visit, asked)
                visit.say(gettext("Agreed and done."))
            else:
                cities.decline(**said)
                visit.say(gettext("Declined."))
    return visit.go("cityhall:approvals")


def _asked(visit: Visit, approval: Approval) -> Asked:
    kind = KINDS.get(approval.subject_kind)
    return Asked(
        approval=approval,
        title=kind.title if kind else approval.subject_kind,
        said=kind.tell(visit, approval) if kind else [],
        requester=_name(visit.slug, approval.requester),
        approver=_name(visit.slug, approval.approver),
        mine=approval.requester == visit.me.id,
    )


def _name(city: str, staff: UUID | None) -> str:
    member = cities_read.staff_member(city=city, staff_id=staff) if staff else None
    return member.name if member else ""


def _tell_correction(visit: Visit, approval: Approval) -> Said:
    change = approval.change
    said: list[tuple[Words, str]] = [(_("Order"), str(approval.subject))]
    if change.get("kind") == "reversal":
        return [*said, (_("Kind"), gettext("The whole entry is taken back"))]
    payer = next((str(word) for party, word in PARTIES.items() if party == change.get("payer")), "")
    return [*said, (_("Give back"), words.money(change.get("amount_fen", 0))), (_("Borne by"), payer)]


def _correct(visit: Visit, approval: Approval) -> None:
    settlement.correct(city=visit.slug, at=visit.at, approval_id=approval.id)


def _tell_release(visit: Visit, approval: Approval) -> Said:
    policy = campaigns_read.campaign(city=visit.slug, id=approval.subject).policy
    larger = replace(policy, quota=approval.change["quota"])
    return [
        (_("Goods"), words.of(policy.good.name)),
        (_("Opens"), words.moment(datetime.fromisoformat(approval.change["opens_at"]))),
        (_("Closes"), words.moment(datetime.fromisoformat(approval.change["closes_at"]))),
        (_("Units"), words.number(approval.change["quota"])),
        (_("As published"), words.number(policy.quota)),
        (_("Orders that it makes"), words.number(capacity.orders(larger))),
        (_("Orders that delivery can promise"), words.number(capacity.room(larger))),
    ]


def _schedule(visit: Visit, approval: Approval) -> None:
    campaigns.schedule_release(
        city=visit.slug,
        at=visit.at,
        campaign_id=approval.subject,
        opens_at=datetime.fromisoformat(approval.change["opens_at"]),
        closes_at=datetime.fromisoformat(approval.change["closes_at"]),
        quota=approval.change["quota"],
    )


KINDS: dict[str, Kind] = {
    "correction": Kind(_("Correction of the books"), _tell_correction, _correct),
    "draw_rules": Kind(_("Rules of a draw"), draws.tell, draws.publish),
    "draw_void": Kind(_("A draw declared void"), draws.tell_void, draws.set_aside),
    "release": Kind(_("A larger release"), _tell_release, _schedule),
    "policy": Kind(_("The city’s policy"), policies.tell, policies.publish),
    rosters.EXPORT: Kind(_("A list of all residents"), rosters.tell, rosters.agree),
    team.OFFICIAL: Kind(_("Who decides for the city"), team.tell, team.agree),
    "announcement": Kind(_("Words to everybody"), announcing.tell, announcing.post),
    "thaw": Kind(_("Go on after a freeze"), freezing.tell, freezing.thaw),
}
