"""After the day: tomorrow stands before its hour, so that whoever looks can claim, accept, pack and ride too."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from evenhand.apps.campaigns import queries as campaigns_read
from evenhand.apps.campaigns import services as campaigns
from evenhand.apps.cities import services as cities
from evenhand.apps.dispatch import queries as dispatch_read
from evenhand.apps.dispatch import services as dispatch
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.cli import loading
from evenhand.core.policy import CityPolicy, coming_windows
from evenhand.core.terms import Window

BEFORE = timedelta(minutes=2)
SHIFT = timedelta(hours=10)


def come(files: Sequence[Path]) -> None:
    """Let the next day of these cities begin, two minutes before it opens."""
    for file in files:
        _come(loading.read(file))


def _come(policy: CityPolicy) -> None:
    city = policy.city.slug
    with city_transaction(city) as at:
        window = next(coming_windows(policy.campaigns[0], at, ZoneInfo(policy.city.timezone)))
        cities.set_clock(city=city, started_at=datetime.now(UTC), city_at=window.opens - BEFORE, rate=1)
    with city_transaction(city) as at:
        _schedule(city, at, window)
        for rider in dispatch_read.riders(city=city):
            dispatch.start_shift(city=city, at=at, rider_id=rider.id, ends_at=at + SHIFT)


def _schedule(city: str, at: datetime, window: Window) -> None:
    offered = campaigns_read.campaigns(city=city)[0]
    campaigns.schedule_release(
        city=city,
        at=at,
        campaign_id=offered.id,
        opens_at=window.opens,
        closes_at=window.closes,
        quota=offered.policy.quota,
    )
