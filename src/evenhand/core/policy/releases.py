"""When a campaign's releases are, and what the gate must know of one."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from evenhand.core.policy.city import CampaignPolicy, City, ReleasePolicy
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


def release_terms(
    city: City, policy: ReleasePolicy, *, campaign: UUID, release: UUID, window: Window, quota: int
) -> ReleaseTerms:
    """What the gate decides by. Window and quota are those the release was scheduled with, not the policy's own."""
    return ReleaseTerms(
        city=CitySlug(city.slug),
        release=release,
        campaign=campaign,
        mode=policy.mode,
        window=window,
        quota=Units(quota),
        units=policy.units.rule(),
        person_limit=policy.limits.person.rule(),
        districts=city.served(policy.service_area),
    )
