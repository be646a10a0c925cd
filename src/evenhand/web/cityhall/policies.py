"""The city's policy as a text: written here, judged by the reader of city files, previewed, published by two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.campaigns import services as campaigns
from evenhand.apps.cities import services as cities
from evenhand.apps.cities.queries import Approval, change_hash
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.settlement import queries as settlement
from evenhand.core import preview
from evenhand.core.errors import Reason, Refused
from evenhand.core.policy import (
    CampaignPolicy,
    CityPolicy,
    PolicyError,
    PolicyFault,
    parse_city,
    policy_hash,
    policy_toml,
)
from evenhand.core.preview import Preview
from evenhand.core.terms import Role
from evenhand.web.cityhall import presets
from evenhand.web.kit import doors, sheets
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

LONGEST = 200_000
SPACE = UUID("6f6c9a0e-3f0c-4b7c-9a52-4f6d0c1b7e11")
"""Names the subject of a policy's approval by its city."""


class Written(Form):
    """A city's file, as text."""

    text = forms.CharField(
        label=_("The city’s file (TOML)"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
    )
    reason = forms.CharField(label=_("Why it changes"), max_length=300, required=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """A campaign and what is to be expected of it."""

    campaign: CampaignPolicy
    expected: Preview


@doors.open_to(Role.OFFICIAL)
def policy(visit: Visit) -> HttpResponse:
    """The file as it stands, or as it was written; what it would do; and asking for it."""
    standing = visit.city.policy
    if visit.request.GET.get("format") == "toml":
        return sheets.attachment(visit.slug, policy_toml(standing).encode(), "toml")
    form = Written(visit.request.POST if visit.posted else None)
    form.initial = {"text": policy_toml(standing)}
    written, faults = standing, list[PolicyFault]()
    if visit.posted and form.is_valid():
        written, faults = _read(visit, form.cleaned_data["text"])
        if not faults and visit.request.POST.get("act") == "ask":
            with visit.attempt(form) as tried:
                request(visit, written, form.cleaned_data["reason"])
            if tried.done:
                visit.say(gettext("Asked for. Another official decides."))
                return visit.go("cityhall:approvals")
    return visit.render(
        "cityhall/policy.html",
        form=form.ready(),
        faults=faults,
        seen=[] if faults else seen(written),
        changed=policy_hash(written) != visit.city.policy_hash,
        presets=presets.presets(),
    )


def seen(written: CityPolicy) -> list[Seen]:
    """What is to be expected of each campaign."""
    return [
        Seen(
            each,
            preview.preview(
                each,
                written.city,
                cost_fen=settlement.cost(each, units=each.quota, claims=each.quota // each.units.min),
            ),
        )
        for each in written.campaigns
    ]


def tell(visit: Visit, approval: Approval) -> Sequence[tuple[Words, str]]:
    """What a new policy changes, line by line."""
    before = set(policy_toml(visit.city.policy).splitlines())
    after = approval.change["toml"].splitlines()
    gone = sorted(before - set(after))
    return [*((_("New"), line) for line in after if line and line not in before), *((_("Gone"), line) for line in gone)]


def publish(visit: Visit, approval: Approval) -> None:
    """Let the city live by what two officials agreed on. A campaign that was published stays as it was."""
    put_up(parse_city(approval.change["toml"]), rehearsal=visit.city.rehearsal, at=visit.at)


def put_up(policy: CityPolicy, *, rehearsal: bool, at: datetime) -> None:
    """The city of a policy with its outlets and campaigns, inside the city's transaction; or bring it up to date."""
    cities.load_city(policy=policy, rehearsal=rehearsal, at=at)
    fulfilment.add_outlets(city=policy.city.slug, outlets=policy.outlets)
    for campaign in policy.campaigns:
        campaigns.publish(city=policy.city.slug, at=at, policy=campaign)


def _read(visit: Visit, text: str) -> tuple[CityPolicy, list[PolicyFault]]:
    try:
        written = parse_city(text)
    except PolicyError as error:
        return visit.city.policy, list(error.errors)
    return written, another_city(visit, written)


def another_city(visit: Visit, written: CityPolicy) -> list[PolicyFault]:
    """A fault where the policy is of another city than this one."""
    if written.city.slug == visit.slug:
        return []
    return [PolicyFault("city.slug", written.city.slug, f"must stay {visit.slug}")]


def request(visit: Visit, written: CityPolicy, reason: str) -> None:
    """Ask for a policy to be published by another. Refused: INPUT_INVALID where it is what stands, or has no reason."""
    if policy_hash(written) == visit.city.policy_hash:
        raise Refused(Reason.INPUT_INVALID, "text")
    change = {"toml": policy_toml(written)}
    cities.request_approval(
        city=visit.slug,
        at=visit.at,
        subject_kind="policy",
        subject=uuid5(SPACE, change_hash(change).hex()),
        change=change,
        reason=reason,
        requester=visit.me.id,
    )
