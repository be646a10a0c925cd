"""A city comes into being, or its policy changes: what the file says is what stands in the tables."""

from datetime import datetime

from evenhand.apps.cities import models
from evenhand.apps.journal import services as journal
from evenhand.core.errors import Reason, Refused
from evenhand.core.policy import CityPolicy, District, policy_hash, policy_json


def load_city(*, policy: CityPolicy, rehearsal: bool, at: datetime) -> bool:
    """Put up a city, or bring one up to date. The same policy again changes nothing. Returns whether anything changed.

    Refused(NOT_ALLOWED): `rehearsal` is not what the city began as, or a district is gone, where people may live.
    """
    slug, digest = policy.city.slug, policy_hash(policy)
    standing = models.City.objects.filter(slug=slug).first()
    if standing is not None:
        _check(standing, policy, rehearsal)
        if standing.policy_hash == digest:
            return False
    _put(policy, digest, rehearsal, at)
    _put_districts(policy)
    journal.open_chain(city=slug)
    return True


def _check(standing: models.City, policy: CityPolicy, rehearsal: bool) -> None:
    if standing.rehearsal != rehearsal:
        raise Refused(Reason.NOT_ALLOWED, "rehearsal", began_as=standing.rehearsal)
    codes = {district.code for district in policy.city.districts}
    before = models.District.objects.filter(city=standing.slug).values_list("code", flat=True)
    if missing := sorted(set(before) - codes):
        raise Refused(Reason.NOT_ALLOWED, "city.districts", missing=missing)


def _put(policy: CityPolicy, digest: str, rehearsal: bool, at: datetime) -> None:
    city = models.City(
        slug=policy.city.slug,
        name=policy.city.name.json(),
        timezone=policy.city.timezone,
        policy=policy_json(policy),
        policy_hash=digest,
        rehearsal=rehearsal,
        loaded_at=at,
    )
    models.City.objects.bulk_create(
        [city],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name", "timezone", "policy", "policy_hash", "loaded_at"],
    )


def _put_districts(policy: CityPolicy) -> None:
    models.District.objects.bulk_create(
        (_district(policy, district) for district in policy.city.districts),
        update_conflicts=True,
        unique_fields=["city", "code"],
        update_fields=["name", "population", "lon", "lat"],
    )


def _district(policy: CityPolicy, district: District) -> models.District:
    """A district that says no name is called by its code."""
    place = policy.center(district)
    return models.District(
        city=policy.city.slug,
        code=district.code,
        name=district.name.json() if district.name else {"zh": district.code, "en": district.code},
        population=district.population,
        lon=place.lon,
        lat=place.lat,
    )
