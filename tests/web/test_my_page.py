"""My page: who used my document, "not me", a second look, the receipt, what I agreed to, and to be forgotten."""

import io
import subprocess
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from django.test import Client

from evenhand.apps.cases import queries as cases
from evenhand.apps.cases import services as case_verbs
from evenhand.apps.claims import queries as claims
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.handover import queries as codes
from evenhand.apps.handover import services as handover
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import models as vault
from evenhand.apps.residents import queries as residents
from evenhand.apps.residents import services as verbs
from evenhand.core.cases import CaseAnswer, CaseKind
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState
from evenhand.core.policy import parse_city
from evenhand.core.terms import Role
from evenhand.simulation import population
from tests.apps import townsfolk
from tests.web import pages
from tests.web import town as towns
from tests.web.town import Town


@pytest.fixture
def me(town: Town) -> Client:
    """Somebody who has claimed."""
    towns.claim(town, town.people[0])
    return town.browser(Role.RESIDENT)


def _state(town: Town) -> OrderState:
    return town.order_of(town.people[0]).state


def _not_me(town: Town, client: Client) -> None:
    [claim] = _uses(town)
    assert pages.goes_to(client.post(town.url(f"me/uses/{claim.id}/not-me"))).endswith("/me/uses")
    town.drain()


def _uses(town: Town) -> list[claims.Claim]:
    with city_transaction(town.slug):
        return claims.uses(city=town.slug, person=town.people[0].tag)


def _waiting(town: Town, kind: CaseKind) -> list[cases.Case]:
    with city_transaction(town.slug):
        return cases.waiting(city=town.slug, kinds=(kind,))


@pytest.mark.req("people:R12")
@pytest.mark.req("domain:R6")
def test_not_me_before_it_is_packed_stops_the_goods_and_frees_the_limit(town: Town, me: Client) -> None:
    assert "granted" in pages.words(me.get(town.url("me/uses")))
    assert "The same again" not in pages.words(me.get(town.url("me"))), "the limit is not free yet"
    _not_me(town, me)
    _not_me(town, me)
    assert _state(town) is OrderState.CANCELLED
    assert "The same again" in pages.words(me.get(town.url("me")))
    with city_transaction(town.slug):
        [case] = cases.waiting(city=town.slug)
    assert (case.kind, case.about) == (CaseKind.DISPUTE, _uses(town)[0].id)
    assert "Being looked at" in pages.words(me.get(town.url("me/uses")))
    assert "answer by" in pages.words(me.get(town.url("me")))
    assert me.get(town.url(f"claim/{town.release}")).status_code == 200, "the share can be claimed anew"


def test_not_me_on_the_road_makes_the_old_code_worthless_and_an_upheld_dispute_frees_the_limit(
    town: Town, me: Client
) -> None:
    towns.pay(town, town.people[0])
    towns.pack(town)
    towns.send_out(town)
    order = town.order_of(town.people[0])
    with city_transaction(town.slug) as at:
        stolen = codes.code_of(city=town.slug, order_id=order.id, at=at)
    _not_me(town, me)
    with city_transaction(town.slug) as at:
        fresh = codes.code_of(city=town.slug, order_id=order.id, at=at)
    assert stolen
    assert fresh
    assert stolen.digits != fresh.digits
    assert _state(town) is OrderState.OUT, "a false dispute takes no parcel from anybody"

    [case] = _waiting(town, CaseKind.DISPUTE)
    by = town.staff[Role.OFFICIAL]
    with city_transaction(town.slug) as at:
        case_verbs.answer_case(city=town.slug, at=at, id=case.id, by=by, answer=CaseAnswer.UPHELD)
        with pytest.raises(Refused) as again:
            case_verbs.answer_case(city=town.slug, at=at, id=case.id, by=by, answer=CaseAnswer.DECLINED)
    assert again.value.reason is Reason.WRONG_STATE
    [claim] = _uses(town)
    assert claim.returned_at is not None
    assert "You were right" in pages.words(me.get(town.url("me")))


def test_nobody_disputes_somebody_elses_claim(town: Town, me: Client) -> None:
    [claim] = _uses(town)
    other = town.browser(Role.RESIDENT, town.people[1].id)
    other.post(town.url(f"me/uses/{claim.id}/not-me"))
    assert _waiting(town, CaseKind.DISPUTE) == []
    assert _state(town) is not OrderState.CANCELLED


@pytest.mark.req("people:R12")
def test_a_second_look_is_asked_for_in_sealed_words_and_answered_by_another(town: Town, me: Client) -> None:
    assert "This field is required" in pages.words(me.post(town.url("appeal"), {"words": "<b>x</b>"}))
    assert "<b>x</b>" not in me.post(town.url("appeal"), {"words": "<b>x</b>"}).content.decode()
    me.post(town.url("appeal"), {"reason": "limit_wrong", "words": "唐女士说没有领过"})
    [case] = _waiting(town, CaseKind.APPEAL)
    assert case.slip_id
    with city_transaction(town.slug):
        assert residents.slips(city=town.slug, ids=[case.slip_id]) == {case.slip_id: "唐女士说没有领过"}
        assert "唐女士".encode() not in bytes(vault.Slip.objects.get(city=town.slug, id=case.slip_id).box)
    assert "I have not had my share" in pages.words(me.get(town.url("me")))


@pytest.mark.req("people:R11")
def test_the_receipt_says_goods_lot_price_and_a_mask_on_screen_and_on_paper(
    town: Town, me: Client, tmp_path: Path
) -> None:
    order = _delivered(town)
    page = pages.words(me.get(town.url(f"receipt/{order}")))
    for said in ("L1", "disinfected", "¥5.00", "City adds", "Handed over"):
        assert said in page
    paper = me.get(town.url(f"receipt/{order}/paper"))
    file = tmp_path / "receipt.pdf"
    file.write_bytes(paper.content)
    assert io.BytesIO(paper.content).read(5) == b"%PDF-"
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=False).stdout
    assert not text or "L1" in text
    assert town.browser(Role.RESIDENT, town.people[1].id).get(town.url(f"receipt/{order}")).status_code == 404
    me.post(town.url(f"wrong/{order}"), {"reason": "too_few", "words": ""})
    assert [case.about for case in _waiting(town, CaseKind.INCIDENT)] == [order]


def _delivered(town: Town) -> object:
    towns.pay(town, town.people[0])
    towns.pack(town)
    towns.send_out(town)
    order, rider = town.order_of(town.people[0]), town.staff[Role.RIDER]
    with city_transaction(town.slug) as at:
        code = codes.code_of(city=town.slug, order_id=order.id, at=at)
        route = dispatch.route_of(city=town.slug, rider_id=rider)
        assert code
        assert route
        [stop] = route.stops
        handover.hand_over(city=town.slug, at=at, attempt_id=uuid4(), stop_id=stop.id, rider_id=rider, code=code.digits)
    town.drain()
    return order.id


@pytest.mark.req("people:R12")
@pytest.mark.req("trust:S13")
def test_what_was_agreed_to_can_be_withdrawn_and_given_again(town: Town, me: Client) -> None:
    tag = town.people[0].tag
    me.post(town.url("me/choose"), {"what": "notices", "wanted": "0"})
    me.post(town.url("me/choose"), {"what": "called", "wanted": "1"})
    with city_transaction(town.slug):
        assert residents.phone_of(city=town.slug, tag=tag) is None
        assert residents.called(city=town.slug, tags=[tag]) == {tag}
    me.post(town.url("me/choose"), {"what": "notices", "wanted": "1"})
    with city_transaction(town.slug):
        assert residents.phone_of(city=town.slug, tag=tag) is not None


@pytest.mark.req("people:R12", "trust:S12")
def test_who_wants_to_be_forgotten_is_once_nothing_is_on_its_way(town: Town, me: Client) -> None:
    person = town.people[0].id
    assert "no longer fits" in pages.words(me.post(town.url("me/erase"), follow=True))
    _not_me(town, me)
    me.post(town.url("me/erase"))
    with city_transaction(town.slug):
        assert residents.masked(city=town.slug, ids=[person]) == {}
        assert not vault.Phone.objects.filter(city=town.slug, person_id=person).exists()
    _come_back(town)


def _come_back(town: Town) -> None:
    """The same document begins anew, and is still the same person to every limit."""
    policy = parse_city(towns.FILE.read_text("utf-8"))
    one = next(iter(population.people(policy, count=6, random=Random(5), today=towns.MORNING.date())))
    code = townsfolk.say_code(town.slug, one.phone)
    with city_transaction(town.slug) as at:
        again = verbs.verify(city=town.slug, at=at, code_id=code, person=one)
        assert residents.masked(city=town.slug, ids=[again.id])
    assert (again.id, again.tag) == (town.people[0].id, town.people[0].tag)
