"""`evenhand load-city`: from a city's file to a city in which releases can be scheduled."""

from datetime import datetime
from pathlib import Path

from evenhand.apps.campaigns import services as campaigns
from evenhand.apps.cities import services as cities
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.policy import CityPolicy, PolicyError, PolicyFault, parse_city


def load(file: Path, *, rehearsal: bool) -> str:
    """Put up the city of a file with its outlets and campaigns, all or nothing. Returns what there is now, in words.

    PolicyError: the file breaks rules. Refused: it changes what can't be changed any more.
    """
    policy = read(file)
    with city_transaction(policy.city.slug) as at:
        put_up(policy, rehearsal=rehearsal, at=at)
    return f"{policy.city.slug} is loaded; outlets: {len(policy.outlets)}, campaigns: {len(policy.campaigns)}"


def read(file: Path) -> CityPolicy:
    """The policy of a file. PolicyError: all that is wrong with it."""
    try:
        return parse_city(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise PolicyError([PolicyFault("file", str(file), "is not text in UTF-8")]) from None


def put_up(policy: CityPolicy, *, rehearsal: bool, at: datetime) -> None:
    """The city, its outlets, its campaigns: inside the city's transaction. Again, it brings them up to date."""
    cities.load_city(policy=policy, rehearsal=rehearsal, at=at)
    fulfilment.add_outlets(city=policy.city.slug, outlets=policy.outlets)
    for campaign in policy.campaigns:
        campaigns.publish(city=policy.city.slug, at=at, policy=campaign)
