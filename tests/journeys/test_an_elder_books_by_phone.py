"""An elder books by phone, hears the read-back, is visited and handed the parcel: no smartphone, no message read."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from evenhand.adapters.sms.fake import FakeSms
from evenhand.apps.cases import queries as cases
from evenhand.apps.claims import queries as claims
from evenhand.apps.claims import services as claims_services
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.handover import services as handover
from evenhand.apps.handover.queries import Result
from evenhand.apps.journal.sockets import socket
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders
from evenhand.core.errors import Reason
from evenhand.core.lifecycle import OrderState
from evenhand.core.terms import Channel, ClaimKey, Request, Role, Units
from evenhand.simulation import papers
from tests.web import pages, town
from tests.web.town import MORNING, OPENS, SHARE, Town

CITY = Path(__file__).parents[2] / "cities" / "jiangjin.toml"
QUOTA = 40
"""Eight shares, of which the hotline's 15 % hold one whole one."""
CALLER = {
    "name": "聂秀英",
    "kind": "resident_card",
    "number": papers.resident_number(77, MORNING.date().replace(year=1939, day=2)),
    "phone": "023-47521234",
    "address": "江洲大道18号3单元402",
    "consent": "on",
}
YES = {"consent": "on", "recording": "REC-0412", "units": str(SHARE), "called": "on"}


@pytest.fixture
def telephone(settings: Settings) -> Iterator[FakeSms]:
    """What calls people and reads to them."""
    fake = "evenhand.adapters.sms.fake.FakeSms"
    settings.EVENHAND_ADAPTERS = settings.EVENHAND_ADAPTERS | {"sms": fake, "voice": fake}
    socket.cache_clear()
    yield socket("voice")
    socket.cache_clear()


@pytest.fixture
def city(transactional_db: None) -> Town:
    return town.found(people=10, quota=QUOTA, file=CITY)


@pytest.mark.req("domain:R14")
@pytest.mark.req("people:H1")
def test_an_elder_books_by_phone_hears_the_answer_and_is_handed_the_parcel(city: Town, telephone: FakeSms) -> None:
    city.clock(OPENS)
    agent = city.browser(Role.AGENT)
    answer = _booked(city, agent)
    heard = pages.words(agent.get(answer))
    assert "I have booked 5 masks" in heard
    assert re.search(r"You pay ¥7\.00 in all\. You pay at the door\.", heard), heard
    order = _order(city, answer)

    town.pack(city)
    town.send_out(city)
    calls = [call for call in telephone.carried if call.phone == "+862347521234"]
    assert len(calls) == len({call.id for call in calls}) >= 4, "granted, accepted, on its way, and the code"
    digits = next(found[0] for call in calls if (found := re.findall(r"\d(?: \d){5}", call.text)))

    rider = city.staff[Role.RIDER]
    with city_transaction(city.slug) as at:
        route = dispatch.route_of(city=city.slug, rider_id=rider)
        assert route
        [card] = [each for each in dispatch.cards(city=city.slug, stops=route.stops) if each.order.id == order]
        done = handover.hand_over(
            city=city.slug, at=at, attempt_id=uuid4(), stop_id=card.stop.id, rider_id=rider, code=digits
        )
    assert (done.result, card.order.due_fen) == (Result.HANDED_OVER, 700)
    city.drain()
    assert "handed over" in telephone.carried[-1].text or "已当面交付" in telephone.carried[-1].text
    with city_transaction(city.slug):
        found = orders.order(city=city.slug, id=order)
        assert cases.waiting(city=city.slug) == []
    assert found
    assert found.state is OrderState.HANDED_OVER


def _booked(city: Town, agent: Client) -> str:
    """Where the answer stands to a caller whom nobody knew."""
    district = city.people[0].district
    person = pages.goes_to(agent.post(city.url("hotline/new"), {**CALLER, "district": district}))
    answer = pages.goes_to(agent.post(person, YES))
    city.drain()
    return answer


def _order(city: Town, answer: str) -> UUID:
    with city_transaction(city.slug):
        placed = orders.of_claim(city=city.slug, claim_id=UUID(answer.rsplit("/", 1)[-1]))
    assert placed
    return placed.id


@pytest.mark.req("people:H2")
def test_the_telephones_part_is_kept_two_hours_and_then_everybodys(city: Town) -> None:
    city.clock(OPENS)
    web = [_ask(city, n, Channel.WEB) for n in range(9)]
    assert web.count(None) == 7
    assert set(web) == {None, Reason.SOLD_OUT}
    assert _ask(city, 8, Channel.HOTLINE) is None

    other = town.found(people=10, quota=QUOTA, file=CITY)
    other.clock(OPENS + timedelta(hours=1))
    assert [_ask(other, n, Channel.WEB) for n in range(9)].count(None) == 8


def _ask(city: Town, n: int, channel: Channel) -> Reason | None:
    one = city.people[n]
    request = Request(
        ClaimKey(uuid4()), city.release, one.tag, Units(SHARE), one.district, channel,
        household=uuid4().bytes, address=uuid4().bytes,
    )  # fmt: skip
    with city_transaction(city.slug):
        return claims_services.ask(city=city.slug, request=request).reason


def test_other_areas_are_refused_in_words(city: Town) -> None:
    city.clock(OPENS)
    agent = city.browser(Role.AGENT)
    person = pages.goes_to(agent.post(city.url("hotline/new"), {**CALLER, "district": "shengquan"}))
    assert "does not serve your district" in pages.words(agent.post(person, YES))
    with city_transaction(city.slug):
        live = claims.live(city=city.slug, release_id=city.release)
    assert live
    assert (live.granted_claims, live.refused_claims) == (0, 0)
