"""A town that draws by itself, its two officials with keys on their own machines, and every step of a ceremony."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.apps.ballots import queries
from evenhand.apps.ballots import services as ballots
from evenhand.apps.ballots.queries import Draw
from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import services as cities
from evenhand.apps.claims import queries as claims
from evenhand.apps.claims import services as claims_services
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents.queries import Person
from evenhand.core.draw import officials, signatures
from evenhand.core.entitlements import State
from evenhand.core.terms import PersonTag, Request, Role, Units
from tests.gate.counter import Counter, shared
from tests.web import town as towns
from tests.web.town import OPENS, SHARE, Town

FILE = Path(__file__).resolve().parents[3] / "cities" / "huailai.toml"
CLOSES = OPENS + timedelta(days=1)
KEYS = [Ed25519PrivateKey.from_private_bytes(bytes([n + 1]) * 32) for n in range(2)]
VALUES = [bytes([0x11 * (n + 1)]) * 32 for n in range(2)]


@dataclass(frozen=True)
class Ceremony:
    """A draw in its town. `officials`: those who speak, in the order of the rules."""

    town: Town
    draw_id: UUID
    officials: tuple[UUID, UUID]

    @property
    def slug(self) -> str:
        return self.town.slug

    def draw(self) -> Draw:
        with city_transaction(self.slug):
            found = queries.draw(city=self.slug, id=self.draw_id)
        assert found is not None
        return found

    def enter(self, *people: Person) -> None:
        """People enter through the counter; the worker gives receipts."""
        enter(self.town, *people)
        self.town.drain()

    def commit(self, *which: int) -> None:
        draw = self.draw()
        for n in which:
            with city_transaction(self.slug) as at:
                said = officials.promise(KEYS[n], draw.rules.digest, n, VALUES[n])
                ballots.promise(city=self.slug, at=at, draw_id=draw.id, said=said, by=self.officials[n])

    def reveal(self, *which: int) -> None:
        draw = self.draw()
        for n in which:
            with city_transaction(self.slug) as at:
                said = officials.reveal(KEYS[n], draw.rules.digest, n, VALUES[n])
                ballots.reveal(city=self.slug, at=at, draw_id=draw.id, said=said, by=self.officials[n])

    def freeze(self) -> None:
        """Entry is over."""
        self.town.clock(CLOSES)
        self.town.drain()

    def seal(self) -> None:
        """Reveals are over."""
        self.town.clock(self.draw().reveals_until)
        self.town.drain()

    def hold(self) -> None:
        """The round appears."""
        self.town.clock(self.draw().drawn_at)
        self.town.drain()

    def whole(self) -> None:
        """From promises to the result."""
        self.commit(0, 1)
        self.freeze()
        self.reveal(0, 1)
        self.seal()
        self.hold()

    def rows(self) -> list[bytes]:
        with city_transaction(self.slug):
            return queries.row_bytes(city=self.slug, draw_id=self.draw_id, attempt=self.draw().attempt)


def found(people: int = 6, quota: int = 10, file: Path = FILE) -> Ceremony:
    """A town whose release is open, with rules that two officials agreed on."""
    town = towns.found(people=people, quota=quota, file=file, lasts=timedelta(days=1))
    with city_transaction(town.slug) as at:
        first, second = town.staff[Role.OFFICIAL], cities.add_staff(city=town.slug, role=Role.OFFICIAL, name="Second")
        told = [(f"official {n}", signatures.public_of(key).hex()) for n, key in enumerate(KEYS)]
        id = ballots.propose(
            city=town.slug, at=at, release_id=town.release, officials=told, by=first, reason="The day's draw"
        )
    with city_transaction(town.slug) as at:
        ballots.publish(city=town.slug, at=at, draw_id=id, by=second)
    town.clock(OPENS)
    town.drain()
    return Ceremony(town, id, (first, second))


def enter(town: Town, *people: Person, key: UUID | None = None) -> list[Any]:
    """People enter through the counter."""
    with city_transaction(town.slug):
        terms = campaigns.release(city=town.slug, id=town.release).terms
    counter = Counter(terms, shared(), "claims_settle")
    counter.enter()
    settled = counter.admit([Request(key or uuid4(), town.release, p.tag, Units(SHARE), p.district) for p in people])
    return list(settled.answers)


def take(ceremony: Ceremony, right: claims.Entitlement) -> UUID:
    with city_transaction(ceremony.slug) as at:
        return claims_services.take_entitlement(city=ceremony.slug, at=at, entitlement_id=right.id, person=right.person)


def open_rights(ceremony: Ceremony) -> dict[PersonTag, claims.Entitlement]:
    with city_transaction(ceremony.slug):
        found = {
            person.tag: claims.entitlements_of(
                city=ceremony.slug, person=person.tag, release_ids=[ceremony.town.release]
            )
            for person in ceremony.town.people
        }
    return {tag: rights[0] for tag, rights in found.items() if rights and rights[0].state is State.OPEN}
