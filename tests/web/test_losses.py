"""A parcel lost or spoiled on the way: stock, order, money and limit follow; somebody else looks at how it came."""

from uuid import UUID, uuid4

import pytest

from evenhand.apps.cases import queries as cases
from evenhand.apps.claims import queries as claims
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.handover import queries as handover
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders
from evenhand.apps.orders import services as moving
from evenhand.apps.reports import queries as reports
from evenhand.core.cases import CaseKind, CaseReason
from evenhand.core.lifecycle import OrderState, ParcelState, StopState
from evenhand.core.terms import Role
from tests.web import town as towns
from tests.web.pages import goes_to, hidden, words
from tests.web.town import Town


@pytest.fixture
def out(town: Town) -> Town:
    """One parcel is with the rider."""
    person = towns.neighbors(town)[0]
    towns.claim(town, person)
    towns.pay(town, person)
    towns.pack(town)
    towns.send_out(town)
    return town


def stop_of(town: Town) -> UUID:
    with city_transaction(town.slug):
        route = dispatch.route_of(city=town.slug, rider_id=town.staff[Role.RIDER])
    assert route
    return route.stops[0].id


def decide(town: Town, stop: UUID, verdict: str, ground: str) -> str:
    """What the dispatcher's page says then."""
    browser, page = town.browser(Role.DISPATCHER), town.url(f"dispatch/stop/{stop}")
    said = {"decision": hidden(browser.get(page), "decision"), "verdict": verdict, "ground": ground}
    answer = browser.post(page, said)
    return words(browser.get(goes_to(answer))) if answer.status_code == 302 else words(answer)


def audit(town: Town) -> reports.Audit:
    with city_transaction(town.slug) as at:
        return reports.audit(city=town.slug, release_id=town.release, first=at.date(), last=at.date())


@pytest.mark.req("domain:F10")
@pytest.mark.parametrize(("ground", "reason"), [("lost", CaseReason.NOT_RECEIVED), ("damaged", CaseReason.DAMAGED)])
def test_what_is_lost_on_the_way_leaves_the_stock_and_its_person_may_claim_again(
    out: Town, ground: str, reason: CaseReason
) -> None:
    person, stop = towns.neighbors(out)[0], stop_of(out)
    before = out.order_of(person)
    with city_transaction(out.slug) as at:
        assert moving.cancel(city=out.slug, at=at, order_ids=[before.id], reason="declined") == [], "only a loss may"
    assert "Decided, and written down." in decide(out, stop, "write_off", ground)
    out.drain()

    with city_transaction(out.slug) as at:
        shelves = fulfilment.stock(city=out.slug)
        [case] = cases.waiting(city=out.slug, kinds=(CaseKind.INCIDENT,))
        assert (case.about, case.reason, case.person) == (before.id, reason, person.tag)
        assert fulfilment.counts(city=out.slug) == {ParcelState.LOST: 1}
        assert (shelves.out, shelves.written_off) == (0, towns.SHARE)
        closed = dispatch.stop(city=out.slug, id=stop)
        assert closed and closed.state is StopState.FAILED
        claim = claims.claim(city=out.slug, key=before.claim_id)
        assert claim and claim.returned_at == at
        live = claims.live(city=out.slug, release_id=out.release)
        assert live and live.remaining == 100 - towns.SHARE, "goods that are gone are nobody's again"
    after = out.order_of(person)
    assert after.state is OrderState.CANCELLED
    assert audit(out).broken == {}
    assert audit(out).strays == 0

    assert "Cancelled" in words(out.browser(Role.RESIDENT, person.id).get(out.url(f"progress/{before.id}")))
    again = uuid4()
    towns.claim(out, person, key=again)
    with city_transaction(out.slug):
        assert orders.of_claim(city=out.slug, claim_id=again)
    assert audit(out).broken == {}


def test_nothing_is_written_off_for_another_reason_twice_or_once_it_is_in_somebodys_hands(out: Town) -> None:
    stop = stop_of(out)
    for verdict, ground in (("write_off", "no_answer"), ("write_off", "called_back"), ("hand_over", "lost")):
        assert "Decided" not in decide(out, stop, verdict, ground)
    with city_transaction(out.slug):
        assert handover.decisions(city=out.slug, order_id=out.order_of(towns.neighbors(out)[0]).id) == []
    assert "Decided" in decide(out, stop, "hand_over", "called_back")
    out.drain()
    page, said = out.url(f"dispatch/stop/{stop}"), {"verdict": "write_off", "ground": "lost"}
    answer = out.browser(Role.DISPATCHER).post(page, {"decision": str(uuid4()), **said})
    assert "Decided" not in words(answer)
    with city_transaction(out.slug):
        assert fulfilment.counts(city=out.slug) == {ParcelState.HANDED_OVER: 1}
        assert fulfilment.stock(city=out.slug).written_off == 0
