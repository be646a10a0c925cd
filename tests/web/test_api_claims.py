"""Partners claim for people who agreed; a partner that answers slowly holds nobody up."""

import threading
from collections.abc import Mapping
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from evenhand.apps.claims import queries as claims
from evenhand.apps.journal import queries as journal
from evenhand.apps.journal.services import Recorded
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.partners import queries as partners_read
from evenhand.apps.partners import services as partners
from evenhand.apps.residents import services as residents
from evenhand.core.people import NewPerson
from evenhand.core.policy import parse_city
from evenhand.simulation import population
from evenhand.worker import Worker
from tests.web.test_api import ask, key
from tests.web.town import FILE, OPENS, SHARE, Town

__all__ = ["key"]


@pytest.fixture
def somebody(town: Town) -> NewPerson:
    """A resident whose papers a partner sees."""
    policy = parse_city(FILE.read_text("utf-8"))
    [person] = population.people(policy, count=1, random=Random(77), today=date(2026, 12, 5))
    with city_transaction(town.slug) as at:
        residents.enroll(city=town.slug, at=at, persons=[person])
    return person


def said(town: Town, person: NewPerson, **changed: Any) -> dict[str, Any]:
    papers = {"name": person.name, "document_kind": person.kind.value, "document_number": person.number}
    return {"release": str(town.release), "units": SHARE, "consent": "call-17", **papers, **changed}


@pytest.mark.req("people:A2", "people:A3")
def test_a_partner_claims_once_for_somebody_who_agreed(town: Town, key: str, somebody: NewPerson) -> None:
    assert ask(town, "POST", "claims", key, said(town, somebody), own="a").json()["reason"] == "not_open"
    town.clock(OPENS)
    first = ask(town, "POST", "claims", key, said(town, somebody), own="b")
    assert first.status_code == 200 and first.json()["granted"]
    assert ask(town, "POST", "claims", key, said(town, somebody), own="b").json() == first.json()
    again = ask(town, "POST", "claims", key, said(town, somebody), own="c").json()
    assert (again["granted"], again["reason"]) == (False, "person_limit") and again["again_at"]
    with city_transaction(town.slug):
        assert claims.live(city=town.slug, release_id=town.release).granted_claims == 1
        history = journal.history(city=town.slug, subjects=[UUID(first.json()["id"])])
    assert [each.data["consent"] for each in history if each.kind == "PartnerClaimed"] == ["call-17"]


@pytest.mark.req("people:A3", "trust:S6")
def test_who_is_not_known_under_both_is_not_found_by_either(town: Town, key: str, somebody: NewPerson) -> None:
    town.clock(OPENS)
    other = {"document_number": "H12345678", "document_kind": "travel_permit"}
    wrong_name = ask(town, "POST", "claims", key, said(town, somebody, name="Somebody Else"), own="a")
    nobody = ask(town, "POST", "claims", key, said(town, somebody, **other), own="b")
    assert wrong_name.json() == nobody.json() and nobody.json()["reason"] == "id_unconfirmed"
    broken = said(town, somebody, document_number="110101199003078030")
    assert ask(town, "POST", "claims", key, broken, own="c").json()["reason"] == "id_invalid"
    assert ask(town, "POST", "claims", "evh_wrong", said(town, somebody), own="d").status_code == 401
    assert ask(town, "POST", "claims", key, said(town, somebody, units=0), own="e").json()["field"].endswith("units")


class Slow:
    """A partner's server that answers only when the test lets it, and then with a failure."""

    def __init__(self) -> None:
        self.asked, self.go, self.posts = threading.Event(), threading.Event(), 0

    def check(self, url: str) -> None:
        """Anything may be posted to."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> bool:
        self.posts += 1
        self.asked.set()
        assert self.go.wait(30)
        return False


def fact(at: datetime) -> Recorded:
    return Recorded(uuid4(), at, "ReleaseOpened", uuid4(), {})


@pytest.mark.req("people:A2")
def test_a_slow_partner_holds_up_neither_the_round_nor_the_database(
    town: Town, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, worker = Slow(), Worker()
    monkeypatch.setattr(partners, "_hooks", lambda: slow)
    with city_transaction(town.slug) as at:
        partner = partners_read.of_key(city=town.slug, key=key)
        assert partner
        partners.set_hook(city=town.slug, partner_id=partner.id, url="https://slow.example/")
        partners.note(city=town.slug, at=at, facts=[fact(at), fact(at)])
    telling = threading.Thread(target=worker.tell, args=(town.slug,))
    telling.start()
    assert slow.asked.wait(30)
    with city_transaction(town.slug) as at:  # nothing is locked meanwhile: both facts could be told anew
        assert partners.replay(city=town.slug, at=at, partner_id=partner.id, after=None) == 2
    worker.serve(town.slug)
    slow.go.set()
    telling.join(30)
    assert slow.posts == 1, "who does not answer is left alone for the rest of the round"
