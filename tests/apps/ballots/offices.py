"""A town whose winners come from an office's list, the office, and people who hold documents in it."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from evenhand.adapters.ballots import fake
from evenhand.apps.ballots import models
from evenhand.apps.ballots import services as ballots
from evenhand.apps.ballots.services import Imported, Redeemed
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents.queries import Person
from evenhand.web.kit import workbooks
from tests.apps.rows import facts
from tests.web import town as towns
from tests.web.town import OPENS, Town

FILE = Path(__file__).resolve().parents[3] / "cities" / "xiamen.toml"
UNTIL = OPENS + timedelta(days=2)
UNITS = 6


def found(people: int = 4, quota: int = 600) -> Town:
    """The town, at the hour at which its release opens."""
    town = towns.found(people=people, quota=quota, file=FILE, lasts=timedelta(days=2))
    town.clock(OPENS)
    town.drain()
    return town


def rows(count: int = 3, *, list_id: str = "L1", revision: int = 1, seed: str = "s", **changes: Any) -> list[list[str]]:
    """Winners of a list."""
    terms: dict[str, Any] = {"units": UNITS, "valid_from": OPENS, "valid_until": UNTIL} | changes
    return fake.rows(seed, count, list_id=list_id, revision=revision, **terms)


def send(
    town: Town, found_rows: Sequence[Sequence[str]], *, dry: bool = False, signature: bytes | None = None
) -> Imported:
    """Take a list in as the office sent it."""
    return send_file(town, fake.csv_file(found_rows), dry=dry, signature=signature)


def send_file(town: Town, file: bytes, *, dry: bool = False, signature: bytes | None = None) -> Imported:
    """Take a file in."""
    with city_transaction(town.slug) as at:
        return ballots.import_winners(
            city=town.slug,
            at=at,
            campaign_id=town.campaign,
            file=file,
            cells=workbooks.cells(file),
            signature=fake.sign(file) if signature is None else signature,
            dry=dry,
        )


def redeem(town: Town, person: Person, number: str) -> Redeemed:
    """Somebody redeems a number."""
    with city_transaction(town.slug) as at:
        return ballots.redeem(city=town.slug, at=at, release_id=town.release, person=person.tag, number=number)


def table(city: str) -> list[tuple[object, ...]]:
    """All that is kept of numbers."""
    with city_transaction(city):
        return list(models.Winner.objects.filter(city=city).order_by("number").values_list())


def numbers(found_rows: Sequence[Sequence[str]]) -> list[str]:
    return [row[2] for row in found_rows]


def told(city: str, kind: str) -> int:
    """How often the journal says this."""
    with city_transaction(city):
        return facts(city, kind)
