"""When a campaign's releases are, and what the gate must know of one."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from evenhand.core.policy.city import CampaignPolicy, ReleasePolicy
from evenhand.core.terms import CitySlug, ReleaseTerms, Units, Window

HORIZON = timedelta(days=366)
"""How far ahead a next release is looked for."""


def release_window(campaign: CampaignPolicy, day: date, timezone: tzinfo) -> Window | None:
    """When the release of that day is open, in the city's zone. None: that day has none."""
    policy = campaign.on(day)
    if policy is None or not policy.window.held_on(day):
        return None
    opens = datetime.combine(day, policy.window.opens, timezone)
    return Window(opens, opens + policy.window.length)


def coming_windows(campaign: CampaignPolicy, after: datetime, timezone: tzinfo) -> Iterator[Window]:
    """Windows that open later than `after`, in their order, a year ahead."""
    first = after.astimezone(timezone).date()
    for days in range(HORIZON.days):
        window = release_window(campaign, first + timedelta(days=days), timezone)
        if window and window.opens > after:
            yield window


def frozen(policy: ReleasePolicy, *, quota: int, districts: Sequence[str]) -> ReleasePolicy:
    """A release's own policy: its quota, and by name the districts it serves, so that no later change reaches it.

    ValueError: the quota is not a number of whole packs.
    """
    if quota <= 0 or quota % policy.good.units_per_pack:
        raise ValueError(f"a quota is a multiple of {policy.good.units_per_pack}")
    area = policy.service_area
    served = tuple(districts) if area.districts == "all" else area.districts
    own = {field.name: getattr(policy, field.name) for field in fields(ReleasePolicy)}
    return ReleasePolicy(**own | {"quota": quota, "service_area": replace(area, districts=served)})


def release_terms(
    city: CitySlug, policy: ReleasePolicy, *, campaign: UUID, release: UUID, window: Window
) -> ReleaseTerms:
    """What the gate decides by. ValueError: the policy is not `frozen`, it does not name its districts."""
    served = policy.service_area.districts
    if served == "all":
        raise ValueError("a release names the districts it serves")
    return ReleaseTerms(
        city=city,
        release=release,
        campaign=campaign,
        mode=policy.mode,
        window=window,
        quota=Units(policy.quota),
        units=policy.units.rule(),
        person_limit=policy.limits.person.rule(),
        districts=served,
    )
