"""What is published stays as it was; a release is scheduled once, with the terms of its day."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection

from evenhand.apps.campaigns import queries, services
from evenhand.apps.cities import services as cities
from evenhand.apps.journal.queries import history
from evenhand.apps.journal.services import take_due
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason
from evenhand.core.policy import CampaignPolicy, CityPolicy, policy_hash
from evenhand.core.terms import UnitsRule, Window
from tests.core.policy.samples import lakeside
from tests.refusing import refusing

ZONE = ZoneInfo("Asia/Urumqi")
NOW = datetime(2026, 12, 1, tzinfo=UTC)
OPENS = datetime(2026, 12, 12, 9, tzinfo=ZONE)
CLOSES = OPENS + timedelta(hours=3)


@pytest.fixture
def policy(transactional_db: None) -> CityPolicy:
    """A city of its own, loaded."""
    policy = lakeside(f"t{secrets.token_hex(6)}")
    with city_transaction(policy.city.slug):
        cities.load_city(policy=policy, rehearsal=True, at=NOW)
    return policy


@pytest.fixture
def slug(policy: CityPolicy) -> str:
    return policy.city.slug


@pytest.fixture
def rice(policy: CityPolicy) -> UUID:
    return publish(policy, "rice")


def publish(policy: CityPolicy, code: str) -> UUID:
    with city_transaction(policy.city.slug):
        return services.publish(city=policy.city.slug, at=NOW, policy=policy.campaign(code))


def schedule(
    city: str, campaign: UUID, opens: datetime = OPENS, closes: datetime = CLOSES, quota: int = 100, at: datetime = NOW
) -> UUID:
    with city_transaction(city):
        return services.schedule_release(
            city=city, at=at, campaign_id=campaign, opens_at=opens, closes_at=closes, quota=quota
        )


def test_a_published_campaign_says_what_its_file_says(policy: CityPolicy, slug: str, rice: UUID) -> None:
    with city_transaction(slug):
        campaign = queries.campaign(city=slug, id=rice)
        told = history(city=slug, subjects=[rice])
        assert queries.campaigns(city=slug) == [campaign]
    assert campaign.policy == policy.campaign("rice")
    assert campaign.terms_hash == policy_hash(campaign.policy)
    assert [(fact.kind, fact.data) for fact in told] == [
        ("CampaignPublished", {"code": "rice", "terms_hash": campaign.terms_hash})
    ]


def test_publishing_again_changes_nothing(policy: CityPolicy, slug: str, rice: UUID) -> None:
    assert publish(policy, "rice") == rice
    with city_transaction(slug):
        assert len(history(city=slug, subjects=[rice])) == 1


def test_a_published_campaign_stays_as_it_was(policy: CityPolicy, slug: str, rice: UUID) -> None:
    larger = replace(policy.campaign("rice"), quota=601)
    with city_transaction(slug), refusing(Reason.WRONG_STATE, "campaigns.rice"):
        services.publish(city=slug, at=NOW, policy=larger)
    with city_transaction(slug):
        assert queries.campaign(city=slug, id=rice).policy.quota == 600


@pytest.mark.parametrize("table", ["campaigns_campaign", "campaigns_release"])
@pytest.mark.parametrize("act", ["update {} set terms = '{{}}' where city = %s", "delete from {} where city = %s"])
def test_the_database_lets_nobody_touch_what_is_published(slug: str, rice: UUID, table: str, act: str) -> None:
    schedule(slug, rice)
    with pytest.raises(DatabaseError, match="permission denied"), city_transaction(slug), connection.cursor() as cursor:
        cursor.execute(act.format(table), [slug])


def test_a_release_is_scheduled_with_terms_of_its_own(slug: str, rice: UUID) -> None:
    id = schedule(slug, rice)
    with city_transaction(slug):
        release = queries.release(city=slug, id=id)
    assert (release.id, release.campaign_id) == (id, rice)
    assert release.terms.window == Window(OPENS, CLOSES)
    assert (release.terms.city, release.terms.quota, release.terms.units) == (slug, 100, UnitsRule(1, 3, 1))
    assert release.terms.districts == ("east", "west")
    assert release.policy.price.resident_fen == 2500
    assert release.terms_hash == policy_hash(release.policy)


def test_a_scheduled_release_is_a_fact_and_its_hours_fall_due(slug: str, rice: UUID) -> None:
    id = schedule(slug, rice)
    with city_transaction(slug):
        told = history(city=slug, subjects=[id])
        early = take_due(city=slug, at=OPENS - timedelta(seconds=1), limit=9)
        opening = take_due(city=slug, at=OPENS, limit=9)
        closing = take_due(city=slug, at=CLOSES, limit=9)
    assert [(fact.kind, fact.data) for fact in told] == [("ReleaseScheduled", {"campaign": str(rice)})]
    assert early == []
    assert [(due.kind, due.subject) for due in opening + closing] == [("release_opens", id), ("release_closes", id)]


def test_the_same_release_again_is_the_same_release(slug: str, rice: UUID) -> None:
    id = schedule(slug, rice)
    assert schedule(slug, rice) == id
    with city_transaction(slug):
        assert [release.id for release in queries.releases(city=slug)] == [id]
        assert len(history(city=slug, subjects=[id])) == 1


def test_a_dated_release_lives_by_the_terms_of_its_day(policy: CityPolicy, slug: str) -> None:
    oil = publish(policy, "oil")
    dated = replace(policy.campaign("oil"), code="oil2")
    dated = replace(dated, releases=tuple(replace(day, price=replace(day.price, cap_fen=9)) for day in dated.releases))
    with city_transaction(slug):
        other = services.publish(city=slug, at=NOW, policy=dated)
    ids = [
        schedule(slug, oil),
        schedule(slug, other),
        schedule(slug, other, OPENS + timedelta(days=1), CLOSES + timedelta(days=1)),
    ]
    with city_transaction(slug):
        caps = [queries.release(city=slug, id=id).policy.price.cap_fen for id in ids]
    assert caps == [4000, 9, 4000]


def test_later_districts_do_not_reach_a_scheduled_release(policy: CityPolicy, slug: str) -> None:
    id = schedule(slug, publish(policy, "oil"))
    more = replace(policy.city, districts=(*policy.city.districts, replace(policy.city.districts[0], code="shore")))
    with city_transaction(slug):
        cities.load_city(policy=replace(policy, city=more), rehearsal=True, at=NOW)
        assert queries.release(city=slug, id=id).terms.districts == ("east", "hills", "west")


@pytest.mark.parametrize(("closes", "at"), [(OPENS, NOW), (OPENS - timedelta(hours=1), NOW), (CLOSES, CLOSES)])
def test_a_window_that_is_none_or_over_is_refused(slug: str, rice: UUID, closes: datetime, at: datetime) -> None:
    with refusing(Reason.INPUT_INVALID, "closes_at"):
        schedule(slug, rice, OPENS, closes, at=at)


@pytest.mark.parametrize("quota", [0, -5])
def test_a_quota_that_holds_nothing_is_refused(slug: str, rice: UUID, quota: int) -> None:
    with refusing(Reason.INPUT_INVALID, "quota"):
        schedule(slug, rice, quota=quota)


def test_releases_of_a_campaign_do_not_overlap(policy: CityPolicy, slug: str, rice: UUID) -> None:
    schedule(slug, rice)
    hour = timedelta(hours=1)
    for opens, closes in ((OPENS - hour, OPENS + hour), (OPENS + hour, CLOSES - hour), (CLOSES - hour, CLOSES + hour)):
        with refusing(Reason.WRONG_STATE, "opens_at"):
            schedule(slug, rice, opens, closes)
    with refusing(Reason.WRONG_STATE, "opens_at"):
        schedule(slug, rice, quota=101)
    assert schedule(slug, rice, CLOSES, CLOSES + hour)
    assert schedule(slug, publish(policy, "oil"))


def test_what_there_is_not_is_refused_in_words(slug: str, rice: UUID) -> None:
    with refusing(Reason.NOT_FOUND, "campaign"):
        schedule(slug, uuid4())
    with city_transaction(slug), refusing(Reason.NOT_FOUND, "release"):
        queries.release(city=slug, id=uuid4())


def test_the_next_release_is_the_next_to_open(policy: CityPolicy, slug: str, rice: UUID) -> None:
    later = schedule(slug, rice, OPENS + timedelta(days=1), CLOSES + timedelta(days=1))
    sooner = schedule(slug, rice)
    with city_transaction(slug):
        found = [queries.next_release(city=slug, at=at) for at in (NOW, OPENS - timedelta(seconds=1), OPENS)]
        last = queries.next_release(city=slug, at=OPENS + timedelta(days=1))
        opening = queries.next_opening(city=slug, campaign_id=rice, at=NOW)
        assert [release.id for release in queries.releases(city=slug)] == [sooner, later]
    assert [release and release.id for release in found] == [sooner, sooner, later]
    assert last is None
    assert opening == OPENS


def test_where_none_is_scheduled_the_policy_promises_the_next(policy: CityPolicy, slug: str, rice: UUID) -> None:
    oil = publish(policy, "oil")
    saturday_noon = datetime(2026, 12, 5, 12, tzinfo=ZONE)
    with city_transaction(slug):
        promised = queries.next_opening(city=slug, campaign_id=rice, at=saturday_noon)
        never = queries.next_opening(city=slug, campaign_id=oil, at=OPENS)
    assert promised == datetime(2026, 12, 7, 8, 30, tzinfo=ZONE)
    assert never is None


def test_another_city_sees_no_campaign_of_this_one(slug: str, rice: UUID, city: str) -> None:
    schedule(slug, rice)
    with city_transaction(city):
        assert queries.campaigns(city=city) == []
        assert queries.releases(city=city) == []
        with refusing(Reason.NOT_FOUND, "campaign"):
            queries.campaign(city=city, id=rice)


def test_a_campaign_is_read_once_for_as_long_as_it_says_the_same(slug: str, rice: UUID) -> None:
    with city_transaction(slug):
        first, second = (queries.campaign(city=slug, id=rice).policy for _ in range(2))
    assert isinstance(first, CampaignPolicy)
    assert first is second


@pytest.mark.req("domain:F17", "domain:R2")
def test_a_guarantee_is_scheduled_only_where_its_arithmetic_holds(policy: CityPolicy, slug: str) -> None:
    oil = replace(policy.campaign("oil"), guarantee=True, releases=())
    served = oil.service_area.districts
    people = sum(each.population for each in policy.city.districts if served == "all" or each.code in served)
    with city_transaction(slug):
        campaign = services.publish(city=slug, at=NOW, policy=oil)
    day = OPENS + timedelta(days=2)
    with refusing(Reason.INPUT_INVALID, "quota"):
        schedule(slug, campaign, closes=day, quota=people - 1)
    with refusing(Reason.INPUT_INVALID, "closes_at"):
        schedule(slug, campaign, closes=OPENS + timedelta(hours=23), quota=people)
    assert schedule(slug, campaign, closes=day, quota=people)
