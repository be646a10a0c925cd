"""Making good: whose document was used by another gets as much from what the campaign keeps for that."""

from uuid import UUID, uuid5

from evenhand.apps.claims import models
from evenhand.apps.claims.services import asking
from evenhand.apps.residents import queries as residents
from evenhand.core.cases import VICTIM
from evenhand.core.terms import Channel, ClaimKey, KeptFor, PersonTag, Request, Units


def made_good_by(claim_id: UUID) -> UUID:
    """The claim by which a disputed one is made good: there is never a second."""
    return uuid5(claim_id, "made good")


def make_good(*, city: str, claim_id: UUID) -> UUID | None:
    """Grant the owner of a claim given back as much again; the limits count it as they count every share.

    None: no reserve for victims holds so much, or a limit is used already, as by who claimed again meanwhile.
    """
    claim = models.Claim.objects.get(city=city, id=claim_id)
    who = residents.person_by_tag(city=city, tag=PersonTag(bytes(claim.person)))
    release_id = _holding(city, claim)
    if who is None or release_id is None:
        return None
    key = made_good_by(claim_id)
    request = Request(
        ClaimKey(key), release_id, who.tag, Units(claim.units), who.district, Channel.WEB,
        who.household_id.bytes, who.address_id.bytes, (VICTIM,),
    )  # fmt: skip
    return key if asking.ask(city=city, request=request, source="won").granted else None


def _holding(city: str, claim: models.Claim) -> UUID | None:
    """The campaign's earliest release whose reserve for victims holds as much; what was carried on is another's."""
    own = models.Quota.objects.get(city=city, release_id=claim.release_id)
    quotas = models.Quota.objects.filter(city=city, campaign_id=own.campaign_id, carried=0).order_by("opens_at")
    kept = models.Reserve.objects.filter(
        city=city, kind=KeptFor.PRIORITY, key=VICTIM, remaining__gte=claim.units, returned_at=None
    )
    holding = set(kept.values_list("release_id", flat=True))
    return next((id for id in quotas.values_list("release_id", flat=True) if id in holding), None)
