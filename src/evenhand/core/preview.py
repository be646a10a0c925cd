"""What a policy will do to people, before it is published: how many get a share, how long they wait, what it costs.

Arithmetic on the policy's own numbers and a guess at how many try. The guess is the largest uncertainty there is, so
the answer is given for several of them and named as assumed; nothing here pretends to foresee a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, log

from evenhand.core.policy.city import CampaignPolicy, City

INTEREST = (0.1, 0.3, 0.6)
"""Parts of those eligible that may try at the same release."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Guess:
    """For one guess at how many try: each one's chance, and after how many releases half of them, and 95 %, had one."""

    interest: float
    trying: int
    chance: float
    releases_half: int | None
    releases_most: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """`eligible` None: populations are not known, so nothing can be said of chances."""

    shares: int
    eligible: int | None
    days_between: float
    guesses: Sequence[Guess]
    days_for_all: float | None
    deliveries_per_day: int
    capacity_share: float
    cost_fen: int
    releases_in_budget: int | None
    everyone: bool


def preview(campaign: CampaignPolicy, city: City, *, cost_fen: int) -> Preview:
    """A campaign as its policy describes it; `cost_fen`: what one release may cost the city."""
    shares = campaign.quota // campaign.units.max
    eligible = _eligible(campaign, city)
    between = _days_between(campaign)
    promise = max(campaign.delivery.promise, DAY) / DAY
    room = int(campaign.delivery.capacity_per_day * promise)
    budget = campaign.subsidy.budget_fen
    return Preview(
        shares=shares,
        eligible=eligible,
        days_between=between,
        guesses=[_guess(part, shares, eligible) for part in INTEREST] if eligible else [],
        days_for_all=round(ceil(eligible / shares) * between, 1) if eligible else None,
        deliveries_per_day=ceil(shares / promise),
        capacity_share=shares / room if room else float("inf"),
        cost_fen=cost_fen,
        releases_in_budget=budget // cost_fen if budget is not None and cost_fen else None,
        everyone=bool(eligible) and campaign.quota >= (eligible or 0) * campaign.units.max,
    )


def _guess(interest: float, shares: int, eligible: int) -> Guess:
    trying = max(1, round(eligible * interest))
    chance = min(1.0, shares / trying)
    return Guess(interest, trying, chance, _releases(chance, 0.5), _releases(chance, 0.95))


def _releases(chance: float, part: float) -> int | None:
    """After how many releases this part of those who try each time has had a share, if each time all are alike."""
    if chance >= 1:
        return 1
    return ceil(log(1 - part) / log(1 - chance)) if chance > 0 else None


def _eligible(campaign: CampaignPolicy, city: City) -> int | None:
    population = {district.code: district.population for district in city.districts}
    served = [population.get(code) for code in city.served(campaign.service_area)]
    return None if None in served else sum(count or 0 for count in served)


def _days_between(campaign: CampaignPolicy) -> float:
    """Days from one release to the next: as dated, or by the days of the week."""
    if len(campaign.releases) > 1:
        days = sorted(release.on for release in campaign.releases)
        return (days[-1] - days[0]).days / (len(days) - 1)
    week = 7 if campaign.window.days == "all" else len(campaign.window.days)
    return round(7 / week, 2)
