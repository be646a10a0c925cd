"""A city in the middle of its day, so that every page has something to show."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import services as residents
from evenhand.core.terms import Role
from evenhand.web.kit import openings, session
from tests.web import town as towns
from tests.web.town import Town

PEOPLE = 12


@dataclass(frozen=True)
class Stage:
    """The town, and the ids that addresses of its pages name."""

    town: Town
    waiting: UUID
    unpaid_key: UUID
    unpaid: UUID
    out: UUID
    wave: UUID
    stop: UUID

    def enter(self, role: Role, who: UUID | None = None) -> str:
        """The address at which one signs in."""
        id = who or (self.town.people[0].id if role is Role.RESIDENT else self.town.staff[role])
        return f"/demo/enter/{session.demo_token(city=self.town.slug, role=role, id=id)}"

    def pages(self) -> dict[str, tuple[str, str]]:
        """Every page by name: its address, and where to enter before."""
        first, unpaid, free = (self.town.people[index].id for index in (0, -1, -2))
        holder, debtor, fresh = (self.enter(Role.RESIDENT, id) for id in (first, unpaid, free))
        merchant, rider = self.enter(Role.MERCHANT), self.enter(Role.RIDER)
        agent = self.enter(Role.AGENT)
        dispatcher, official = self.enter(Role.DISPATCHER), self.enter(Role.OFFICIAL)
        return {
            "cities": ("/", ""),
            "style": ("/style", ""),
            "missing": (self.town.url("nowhere"), ""),
            "city": (self.town.url(), ""),
            "figures": (self.town.url("figures"), ""),
            "poster": (self.town.url("poster"), ""),
            "staff": (self.town.url("staff"), ""),
            "verify": (self.town.url("verify"), ""),
            "ready": (self.town.url("verify/ready"), fresh),
            "claim": (self.town.url(f"claim/{self.town.release}"), fresh),
            "granted": (self.town.url(f"result/{self.unpaid_key}"), debtor),
            "refused": (self.town.url(f"result/{uuid4()}?reason=person_limit"), holder),
            "pay": (self.town.url(f"pay/{self.unpaid}"), debtor),
            "progress": (self.town.url(f"progress/{self.out}"), holder),
            "code": (self.town.url(f"code/{self.out}"), holder),
            "me": (self.town.url("me"), holder),
            "uses": (self.town.url("me/uses"), holder),
            "appeal": (self.town.url("appeal"), holder),
            "wrong": (self.town.url(f"wrong/{self.out}"), holder),
            "erase": (self.town.url("me/erase"), holder),
            "paid": (self.town.url(f"pay/{self.unpaid}/paid"), debtor),
            "hotline-desk": (self.town.url("hotline/"), agent),
            "hotline-new": (self.town.url("hotline/new"), agent),
            "hotline-building": (self.town.url("hotline/building"), agent),
            "hotline-callbacks": (self.town.url("hotline/callbacks"), agent),
            "hotline-person": (self.town.url(f"hotline/person/{free}"), agent),
            "merchant-accept": (self.town.url("merchant/"), merchant),
            "merchant-lots": (self.town.url("merchant/lots"), merchant),
            "merchant-pack": (self.town.url("merchant/pack"), merchant),
            "merchant-back": (self.town.url("merchant/back"), merchant),
            "rider-card": (self.town.url("rider/"), rider),
            "rider-door": (self.town.url(f"rider/stop/{self.stop}"), rider),
            "rider-failed": (self.town.url(f"rider/stop/{self.stop}/failed"), rider),
            "rider-offline": (self.town.url("rider/offline"), rider),
            "dispatch-waves": (self.town.url("dispatch/"), dispatcher),
            "dispatch-wave": (self.town.url(f"dispatch/wave/{self.wave}"), dispatcher),
            "dispatch-live": (self.town.url("dispatch/live"), dispatcher),
            "dispatch-stop": (self.town.url(f"dispatch/stop/{self.stop}"), dispatcher),
            "dispatch-fleet": (self.town.url(f"dispatch/riders?rider={self.town.staff[Role.RIDER]}"), dispatcher),
            "hall-live": (self.town.url("hall/"), official),
            "hall-releases": (self.town.url("hall/releases"), official),
            "hall-dial": (self.town.url("hall/dial"), official),
            "hall-books": (self.town.url("hall/books"), official),
            "hall-approvals": (self.town.url("hall/approvals"), official),
            "hall-notices": (self.town.url("hall/notices"), official),
            "hall-statements": (self.town.url("hall/statements"), official),
            "hall-corrections": (self.town.url("hall/corrections"), official),
            "hall-cases": (self.town.url("hall/cases"), official),
            "hall-staff": (self.town.url("hall/staff"), official),
            "hall-figures": (self.town.url("hall/figures"), official),
            "hall-facts": (self.town.url("hall/facts"), official),
            "hall-policy": (self.town.url("hall/policy"), official),
            "hall-winners": (self.town.url("hall/winners"), official),
            "hall-audit": (self.town.url("hall/audit"), official),
            "hall-assessment": (self.town.url("hall/assessment"), official),
            "hall-policy-form": (self.town.url("hall/policy/form"), official),
            "hall-residents": (self.town.url("hall/residents"), official),
            "merchant-lots-file": (self.town.url("merchant/lots/file"), merchant),
            "open-city": (openings.link("brookside", rehearsal=True), ""),
        }


def build() -> Stage:
    """One person's parcel is with the rider, another's waits at the outlet, a third has not paid, a fourth is free."""
    town = towns.found(people=PEOPLE)
    near = towns.neighbors(town)
    assert len(near) >= 4
    others = [person for person in town.people if person not in near]
    town = Town(town.slug, [*near[:-2], *others, *near[-2:]], town.staff, town.outlet, town.campaign, town.release)
    first, second, free, debtor = town.people[0], town.people[1], town.people[-2], town.people[-1]
    towns.claim(town, first)
    towns.pay(town, first)
    towns.pack(town)
    wave = towns.send_out(town)
    towns.claim(town, second)
    towns.pay(town, second)
    key = uuid4()
    towns.claim(town, debtor, key=key)
    assert free.id != debtor.id
    with city_transaction(town.slug) as at:
        residents.note_entered(city=town.slug, at=at, agent_id=town.staff[Role.AGENT], person_ids=[free.id])
        [route] = dispatch.routes(city=town.slug, wave_id=wave)
    return Stage(
        town=town,
        waiting=town.order_of(second).id,
        unpaid_key=key,
        unpaid=town.order_of(debtor).id,
        out=town.order_of(first).id,
        wave=wave,
        stop=route.stops[0].id,
    )
