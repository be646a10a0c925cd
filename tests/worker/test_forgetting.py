"""Whoever had nothing for as long as the city keeps data is forgotten by the worker, and nobody before."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cases import services as cases
from evenhand.apps.journal.models import Event
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import models as vault
from evenhand.apps.residents import queries as residents
from evenhand.apps.residents import services as verbs
from evenhand.core.cases import CaseKind, CaseReason
from evenhand.core.policy import PolicyError, parse_city
from evenhand.core.terms import Channel
from evenhand.flow import forgetting
from evenhand.worker import Worker
from tests.apps import townsfolk
from tests.web import town as towns
from tests.web.town import MORNING, Town

pytestmark = pytest.mark.req("trust:S12")
KEPT = timedelta(days=90)


@pytest.fixture
def town(transactional_db: None) -> Town:
    town = towns.found(people=4)
    with city_transaction(town.slug):  # they came this morning, whatever the day of the test is
        vault.Person.objects.filter(city=town.slug).update(verified_at=MORNING)
        given = vault.Consent.objects.filter(city=town.slug)
        said = list(given.values_list("person_id", "purpose", "recipient"))
        given.delete()
        vault.Consent.objects.bulk_create(
            vault.Consent(city=town.slug, person_id=id, purpose=purpose, recipient=recipient, given_at=MORNING)
            for id, purpose, recipient in said
        )
    return town


def sweep(town: Town, *, after: timedelta) -> None:
    """A fresh worker looks at everybody, so long after the morning."""
    town.clock(MORNING + after)
    worker = Worker()
    while worker.forget(town.slug):
        pass


def known(town: Town) -> set[UUID]:
    """Whose fields still open."""
    with city_transaction(town.slug):
        return set(residents.masked(city=town.slug, ids=[person.id for person in town.people]))


def forgotten(town: Town) -> list[tuple[UUID, str]]:
    with city_transaction(town.slug):
        facts = list(Event.objects.filter(city=town.slug, kind="PersonForgotten"))
    return [(fact.subject, fact.data["why"]) for fact in facts]


@pytest.mark.req("domain:F15")
def test_whoever_did_nothing_for_so_long_is_forgotten_and_it_is_a_fact(town: Town) -> None:
    ids = {person.id for person in town.people}
    with city_transaction(town.slug):
        assert campaigns.kept(city=town.slug) == KEPT
    sweep(town, after=KEPT - timedelta(days=1))
    assert known(town) == ids
    sweep(town, after=KEPT + timedelta(days=1))
    assert known(town) == set()
    assert sorted(forgotten(town)) == sorted((id, "retention") for id in ids)
    with city_transaction(town.slug):
        for table in (vault.PersonKey, vault.Sealed, vault.Phone):
            assert not table.objects.filter(city=town.slug).exists()
        assert vault.Document.objects.filter(city=town.slug, last_four=None).count() == len(ids)
    sweep(town, after=KEPT + timedelta(days=2))
    assert len(forgotten(town)) == len(ids)


def test_control_whoever_signed_in_has_an_order_or_waits_for_an_answer_is_kept(town: Town) -> None:
    signed_in, ordered, waiting, idle = town.people
    towns.claim(town, ordered)
    with city_transaction(town.slug) as at:
        cases.open_case(
            city=town.slug,
            at=at,
            kind=CaseKind.APPEAL,
            reason=CaseReason.OTHER,
            person=waiting.tag,
            channel=Channel.WEB,
        )
    town.clock(MORNING + timedelta(days=60))
    with city_transaction(town.slug):
        phone = residents.phone_of(city=town.slug, tag=signed_in.tag)
    assert phone
    townsfolk.say_code(town.slug, phone)
    sweep(town, after=KEPT + timedelta(days=1))
    assert known(town) == {signed_in.id, ordered.id, waiting.id}
    assert forgotten(town) == [(idle.id, "retention")]


def test_old_codes_and_sealed_words_go_with_them(town: Town) -> None:
    townsfolk.say_code(town.slug, "13800138000")
    with city_transaction(town.slug) as at:
        verbs.seal_slip(city=town.slug, at=at, words="Call me back.")
    sweep(town, after=timedelta(days=30))
    with city_transaction(town.slug):
        assert vault.Code.objects.filter(city=town.slug).count() == 1
        assert vault.Slip.objects.filter(city=town.slug).count() == 1
    sweep(town, after=KEPT + timedelta(days=1))
    with city_transaction(town.slug):
        assert not vault.Code.objects.filter(city=town.slug).exists()
        assert not vault.Slip.objects.filter(city=town.slug).exists()


def test_nobody_is_passed_over_however_few_are_looked_at_at_once(town: Town) -> None:
    town.clock(MORNING + KEPT + timedelta(days=1))
    after, rounds = forgetting.FIRST, 0
    while rounds == 0 or after != forgetting.FIRST:
        with city_transaction(town.slug) as at:
            after = forgetting.sweep(city=town.slug, at=at, after=after, limit=1)
        rounds += 1
    assert known(town) == set() and rounds == len(town.people) + 1


@given(retention=st.integers(30, 1095), every=st.integers(1, 2000))
def test_nobody_is_forgotten_while_a_limit_looks_back(retention: int, every: int) -> None:
    text = towns.FILE.read_text("utf-8")
    head, rule, tail = text.partition("limits.person = ")
    _, end, rest = tail.partition("\n")
    limit = f'{{ units = 5, every = "{every}d" }}\nprivacy = {{ retention = "{retention}d" }}'
    [policy] = parse_city(f"{head}{rule}{limit}{end}{rest}").campaigns
    assert policy.kept() == timedelta(days=max(retention, every))


def test_a_retention_that_is_too_short_or_too_long_is_refused() -> None:
    text = towns.FILE.read_text("utf-8")
    for days in (0, 29, 1096):
        with pytest.raises(PolicyError, match="retention"):
            parse_city(text.replace("limits.person", f'privacy = {{ retention = "{days}d" }}\nlimits.person', 1))
