"""When a campaign's releases are, and what the gate must know of one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from evenhand.core import terms
from evenhand.core.policy.city import CampaignPolicy, ReleasePolicy
from evenhand.core.policy.sharing import Limit, Reserve
from evenhand.core.policy.supply import ServiceArea
from evenhand.core.policy.words import Outside, ReserveKind
from evenhand.core.reserves import split
from evenhand.core.terms import CitySlug, KeptFor, LimitRule, Mode, ReleaseTerms, Units, Window

UNKNOWN: Mapping[str, int | None] = MappingProxyType({})

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


def frozen(
    policy: ReleasePolicy, *, quota: int, districts: Sequence[str], population: Mapping[str, int | None] = UNKNOWN
) -> ReleasePolicy:
    """A release's own policy: its quota, and by name the districts that it serves and keeps reserves for.

    No later change of the city reaches it. ValueError: the quota is not a number of whole packs.
    """
    if quota <= 0 or quota % policy.good.units_per_pack:
        raise ValueError(f"a quota is a multiple of {policy.good.units_per_pack}")
    area = _pooled(policy.service_area, districts)
    served = tuple(districts) if area.districts == "all" else area.districts
    own = {field.name: getattr(policy, field.name) for field in fields(ReleasePolicy)}
    changed = {
        "quota": quota,
        "service_area": replace(area, districts=served),
        "reserves": tuple(_named(policy.reserves, {code: population.get(code) for code in served})),
    }
    return ReleasePolicy(**own | changed)


def _pooled(area: ServiceArea, districts: Sequence[str]) -> ServiceArea:
    """Where what lies outside is pooled, it is served too, as far."""
    if area.outside is not Outside.POOL or area.districts == "all":
        return area
    outside = (code for code in districts if code not in area.districts and code not in area.far)
    return replace(area, districts="all", far=(*area.far, *outside))


def _named(reserves: Sequence[Reserve], population: Mapping[str, int | None]) -> Iterator[Reserve]:
    """Reserves with `*` written out: each district that has none of its own, with its part of the rest."""
    rest = 1 - sum(reserve.share or 0 for reserve in reserves)
    own = {reserve.key for reserve in reserves if reserve.by is KeptFor.DISTRICT}
    others = {code: count for code, count in population.items() if code not in own}
    for reserve in reserves:
        if reserve.key != split.REST:
            yield reserve
        elif others:
            parts = split.by_population(Decimal(rest if reserve.share is None else reserve.share), others)
            yield from (replace(reserve, key=code, share=share) for code, share in parts.items())


def _kept(policy: ReleasePolicy) -> Iterable[terms.Reserve]:
    """Reserves in units. One that is too small for a single pack is none."""
    pack = policy.good.units_per_pack
    for reserve in policy.reserves:
        units = split.units_of(reserve.share or Decimal(0), policy.quota, pack)
        if units:
            until = reserve.until if reserve.kind is ReserveKind.SOFT else None
            yield terms.Reserve(reserve.by, reserve.key, units, reserve.order, until)


def _rule(limit: Limit | None) -> LimitRule | None:
    return limit.rule() if limit else None


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
        household_limit=_rule(policy.limits.household),
        address_limit=_rule(policy.limits.address),
        cool_off=policy.cool_off,
        reserves=tuple(_kept(policy)),
        lobby=policy.window.lobby if policy.mode is Mode.LOBBY else timedelta(),
    )
