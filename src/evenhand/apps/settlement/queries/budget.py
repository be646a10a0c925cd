"""What the city's budget of a campaign still bears. A coming release reserves what it may cost; a past one what it did.

Therefore the counter itself keeps the cap: it holds no unit that is not paid for, and no open order is ever touched.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.campaigns.queries import Release
from evenhand.apps.claims import queries as claims
from evenhand.apps.settlement.queries import booked
from evenhand.core import ledger
from evenhand.core.policy import ReleasePolicy
from evenhand.core.policy.words import Pay
from evenhand.core.terms import ReleaseTerms, Units


@dataclass(frozen=True, slots=True)
class Budget:
    """A campaign's money, in fen. `total` None: no cap. `promised`: what its releases may still cost or did cost."""

    total: int | None
    promised: int

    @property
    def left(self) -> int | None:
        return None if self.total is None else self.total - self.promised


def budget(*, city: str, campaign_id: UUID, at: datetime, without: UUID | None = None) -> Budget:
    """A campaign's budget; `without` leaves a release out."""
    known = campaigns.campaign(city=city, id=campaign_id).policy
    promised = claims.promised(city=city, campaign_id=campaign_id, at=at)
    policies = {id: campaigns.release(city=city, id=id).policy for id in promised if id != without}
    return Budget(
        total=known.subsidy.budget_fen,
        promised=sum(cost(policies[id], units=promised[id].units, claims=promised[id].claims) for id in policies),
    )


def within(*, city: str, at: datetime, release: Release) -> ReleaseTerms:
    """A release's terms with as much of its quota as the budget bears, in whole claims; 0 where nothing is left."""
    left = budget(city=city, campaign_id=release.campaign_id, at=at, without=release.id).left
    if left is None:
        return release.terms
    policy = release.policy
    bearable = ledger.affordable(
        left,
        quota=policy.quota,
        smallest=policy.units.min,
        price_fen=policy.price.resident_fen,
        rates=booked.rates(policy),
        instead_fen=_instead(policy, policy.units.min),
    )
    return replace(release.terms, quota=Units(bearable))


def cost(policy: ReleasePolicy, *, units: int, claims: int) -> int:
    """The most that so many units in so many claims may cost the city, in fen."""
    instead = _instead(policy, -(-units // claims)) if claims else 0
    return ledger.borne_by_city(units, claims, policy.price.resident_fen, booked.rates(policy), instead_fen=instead)


def _instead(policy: ReleasePolicy, units: int) -> int:
    """What the city pays of an order instead of its resident."""
    if policy.price.pay is not Pay.CITY_ACCOUNT:
        return 0
    return units * policy.price.resident_fen + policy.delivery.fee_fen
