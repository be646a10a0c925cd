"""The policy's form: filled, checked, previewed, asked for; and the form with which a new city is opened."""

from django.http import HttpResponse
from django.utils.translation import gettext

from evenhand.core.errors import Refused
from evenhand.core.policy import policy_hash, policy_json, policy_toml
from evenhand.core.terms import Role
from evenhand.web.cityhall import policies, policy_form, presets
from evenhand.web.cityhall.policy_form import Filled
from evenhand.web.kit import doors, sheets
from evenhand.web.kit.visits import Visit
from evenhand.web.refusals import explain


@doors.open_to(Role.OFFICIAL)
def form(visit: Visit) -> HttpResponse:
    """The policy that stands, or as it was filled in; what it would do; and asking for it."""
    act = visit.request.POST.get("act", "")
    filled = _filled(visit)
    refused: Refused | None = None
    if filled.policy and act == "toml":
        return sheets.attachment(visit.slug, policy_toml(filled.policy).encode(), "toml")
    if filled.policy and act == "ask":
        with visit.attempt(quiet=True) as tried:
            policies.request(visit, filled.policy, visit.request.POST.get("reason", ""))
        if tried.done:
            visit.say(gettext("Asked for. Another official decides."))
            return visit.go("cityhall:approvals")
        refused = tried.refused
    return _page(visit, filled, refused)


def _page(visit: Visit, filled: Filled, refused: Refused | None) -> HttpResponse:
    return visit.render(
        "cityhall/policy_form.html",
        shown=filled.shown(),
        count=len(filled.faults),
        elsewhere=filled.elsewhere(),
        checked=visit.posted and filled.policy is not None,
        seen=policies.seen(filled.policy) if visit.posted and filled.policy else [],
        changed=filled.policy is not None and policy_hash(filled.policy) != visit.city.policy_hash,
        presets=presets.presets(),
        reason=visit.request.POST.get("reason", ""),
        refused=explain(refused) if refused else "",
    )


def _filled(visit: Visit) -> Filled:
    if not visit.posted:
        return policy_form.judged(policy_json(visit.city.policy))
    filled = policy_form.fill(visit.request.POST)
    if filled.policy and (faults := policies.another_city(visit, filled.policy)):
        return Filled(filled.raw, None, faults)
    return filled
