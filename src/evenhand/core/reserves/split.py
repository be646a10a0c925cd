"""Shares into units: every district by name, every reserve in whole packs."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta, tzinfo
from decimal import Decimal

from evenhand.core.terms import KeptFor, Reserve, Units

REST = "*"
STEP = Decimal("0.0001")
DAY = timedelta(days=1)


def by_population(share: Decimal, population: Mapping[str, int | None]) -> dict[str, Decimal]:
    """A share split over districts by how many live there, in steps of 0.0001; equally where that is not known of all.

    What rounding leaves goes to those who lost most by it, so that the parts add up to the share.
    """
    known = all(population.values())
    weights = {code: (count or 0) if known else 1 for code, count in population.items()}
    whole, steps = sum(weights.values()), int(share / STEP)
    parts = {code: steps * weight // whole for code, weight in weights.items()}
    lost = sorted(weights, key=lambda code: (-(steps * weights[code] % whole), code))
    for code in lost[: steps - sum(parts.values())]:
        parts[code] += 1
    return {code: part * STEP for code, part in parts.items()}


def units_of(share: Decimal, quota: int, pack: int) -> Units:
    """A share of a quota in whole packs, rounded down: what is left over is free to all."""
    return Units(int(share * quota) // pack * pack)


def returns_at(until: time, opens: datetime, timezone: tzinfo) -> datetime:
    """The first moment after the opening at which the city's clocks show `until`."""
    local = opens.astimezone(timezone)
    at = datetime.combine(local.date(), until, timezone)
    return at if at > local else datetime.combine(local.date() + DAY, until, timezone)


def serving(reserves: Sequence[Reserve], district: str, channel: str, groups: Sequence[str]) -> list[int]:
    """Which reserves are for somebody: their places in the sequence, in the order in which they are asked."""
    own = {KeptFor.DISTRICT: {district}, KeptFor.CHANNEL: {channel}, KeptFor.PRIORITY: set(groups)}
    mine = [place for place, reserve in enumerate(reserves) if reserve.key in own[reserve.kind]]
    return sorted(mine, key=lambda place: (reserves[place].turn, place))
