"""Rules about how many: packs, limits, capacity, time, and what belongs to a ballot only."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from evenhand.core.policy import capacity
from evenhand.core.policy.city import CampaignPolicy, ReleasePolicy
from evenhand.core.policy.rules.around import Around, Broken, Rule
from evenhand.core.policy.sharing import Waterfall, Weights
from evenhand.core.policy.words import Household, ReserveKind
from evenhand.core.terms import Mode

DAY = timedelta(days=1)
BALLOT = (Mode.BALLOT,)
DRAWN = (Mode.BALLOT, Mode.LOBBY)
BALLOTS = (Mode.BALLOT, Mode.EXTERNAL_BALLOT)
ONLY_IN: tuple[tuple[str, object, tuple[Mode, ...]], ...] = (
    ("cool_off", timedelta(), BALLOTS),
    ("weights", Weights(), BALLOT),
    ("household_entry", Household.NONE, BALLOT),
    ("rollover_draws", 0, BALLOT),
    ("hardship_units", 0, BALLOT),
    ("seed", None, DRAWN),
    ("waterfall", Waterfall(), DRAWN),
    ("overbook", 0, DRAWN),
    ("guarantee", False, (Mode.FIRST_COME,)),
)
"""Key, its value where it is not used, and the modes that use it."""


def _packs(policy: ReleasePolicy, _: Around) -> Iterator[Broken]:
    pack = policy.good.units_per_pack
    units = policy.units
    counts = {"quota": policy.quota, "units.min": units.min, "units.max": units.max, "units.step": units.step}
    for key, count in counts.items():
        if count % pack:
            yield key, count, f"must be a multiple of good.units_per_pack ({pack})"


def _within_limit(policy: ReleasePolicy, _: Around) -> Iterator[Broken]:
    most = policy.limits.person.units
    if policy.units.max > most:
        yield "units.max", policy.units.max, f"must be at most limits.person.units ({most})"


def _deliverable(policy: ReleasePolicy, _: Around) -> Iterator[Broken]:
    """Orders of a release fit into the days that the promise allows."""
    made, room = capacity.orders(policy), capacity.room(policy)
    if made > room:
        yield "quota", policy.quota, f"makes {made} orders; delivery can promise {room}"


def _long_enough(policy: ReleasePolicy, _: Around) -> Iterator[Broken]:
    if (policy.mode is Mode.BALLOT or policy.guarantee) and policy.window.length < DAY:
        yield "window", policy.window, "must last 24h or more, so that nobody need hurry"


def _enough_for_all(policy: ReleasePolicy, around: Around) -> Iterator[Broken]:
    if not policy.guarantee or around.city is None:
        return
    served = set(around.city.served(policy.service_area))
    population = {each.code: each.population for each in around.city.districts if each.code in served}
    needed = capacity.for_everybody(policy, population)
    if needed is None:
        yield "guarantee", True, "needs the population of every served district"
    elif policy.quota < needed:
        yield "guarantee", True, f"needs a quota of {needed} or more"


def _in_its_mode(policy: ReleasePolicy, _: Around) -> Iterator[Broken]:
    for key, unused, modes in ONLY_IN:
        value = getattr(policy, key)
        if value != unused and policy.mode not in modes:
            yield key, value, f"belongs to mode {' or '.join(modes)}"


def _line(policy: ReleasePolicy, _: Around) -> Iterator[Broken]:
    """A lobby's own line is asked, each once: only a draw has alternates, and rounds of them."""
    for key in ("alternates", "rounds"):
        value = getattr(policy.waterfall, key)
        if policy.mode is Mode.LOBBY and value != getattr(Waterfall(), key):
            yield f"waterfall.{key}", value, "belongs to mode ballot"


def _lobby(policy: ReleasePolicy, _: Around) -> Iterator[Broken]:
    """Time enough to come before the list is closed, and on one day."""
    if policy.mode is Mode.LOBBY and not timedelta(minutes=5) <= policy.window.lobby <= DAY:
        yield "window.lobby", policy.window.lobby, "must be from 5m to 24h"


def _returning(policy: ReleasePolicy, _: Around) -> Iterator[Broken]:
    """Where nothing is drawn, only an hour can give a soft reserve back."""
    for reserve in policy.reserves:
        needed = reserve.kind is ReserveKind.SOFT and policy.mode in (Mode.FIRST_COME, Mode.LOBBY)
        if needed and reserve.until is None:
            yield "reserves", reserve.key, "a soft reserve needs until, the hour at which it returns"


def _holds_one(policy: ReleasePolicy, _: Around) -> Iterator[Broken]:
    for scope in ("household", "address"):
        limit = getattr(policy.limits, scope)
        if limit is not None and limit.units < policy.units.max:
            yield f"limits.{scope}.units", limit.units, f"must be at least units.max ({policy.units.max})"


def _ballot(policy: ReleasePolicy, _: Around) -> Iterator[Broken]:
    if policy.household_entry is Household.CAPPED and policy.limits.household is None:
        yield "household_entry", policy.household_entry, "needs limits.household"
    if policy.hardship_units > policy.quota:
        yield "hardship_units", policy.hardship_units, "must be at most quota"


def _reserves(policy: ReleasePolicy, _: Around) -> Iterator[Broken]:
    total = sum(reserve.share or 0 for reserve in policy.reserves)
    if total > 1:
        yield "reserves", str(total), "shares must add up to 1 at most"
    orders = [reserve.order for reserve in policy.reserves]
    if len(set(orders)) < len(orders):
        yield "reserves", tuple(orders), "orders must differ"


def _dated(campaign: CampaignPolicy, _: Around) -> Iterator[Broken]:
    if not campaign.releases and campaign.window.length > DAY:
        yield "releases", None, "are needed: a window longer than a day can't open every day"
    for release in campaign.releases:
        if not release.window.held_on(release.on):
            yield f"releases.{release.on}", None, "is not on one of its window's days"
    dated = sorted(campaign.releases, key=lambda release: release.on)
    for earlier, later in pairwise(dated):
        closes = datetime.combine(earlier.on, earlier.window.opens) + earlier.window.length
        if closes > datetime.combine(later.on, later.window.opens):
            yield f"releases.{later.on}", None, f"opens before the release of {earlier.on} closes"


RULES: tuple[tuple[type, Rule], ...] = (
    (ReleasePolicy, _packs),
    (ReleasePolicy, _within_limit),
    (ReleasePolicy, _deliverable),
    (ReleasePolicy, _long_enough),
    (ReleasePolicy, _enough_for_all),
    (ReleasePolicy, _in_its_mode),
    (ReleasePolicy, _ballot),
    (ReleasePolicy, _lobby),
    (ReleasePolicy, _line),
    (ReleasePolicy, _returning),
    (ReleasePolicy, _holds_one),
    (ReleasePolicy, _reserves),
    (CampaignPolicy, _dated),
)
