"""Words to everybody: looked at before, agreed on by another, on the page and the poster, once to each phone."""

from datetime import timedelta

import pytest
from django.test import Client

from evenhand.apps.cities import queries as cities_read
from evenhand.apps.cities import services as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.notices import models as outbox
from evenhand.apps.notices import services as notices
from evenhand.apps.residents import queries as residents
from evenhand.apps.residents import services as residents_services
from evenhand.core.errors import Reason, Refused
from evenhand.core.people import Purpose
from evenhand.core.terms import Role
from tests.web.pages import goes_to, words
from tests.web.town import Town

ZH, EN = "明日因大雪，配送顺延一天。", "Snow tomorrow: parcels come a day later."
SAID = {"zh": ZH, "en": EN, "until": "2026-12-07T20:00", "public": "on", "messages": "on", "why": "Snow"}

pytestmark = [pytest.mark.req("people:C5"), pytest.mark.req("people:K7")]


@pytest.fixture
def other(town: Town) -> Client:
    """A second official."""
    with city_transaction(town.slug):
        return town.browser(Role.OFFICIAL, cities.add_staff(city=town.slug, role=Role.OFFICIAL, name="The second"))


def asked(town: Town) -> cities_read.Approval:
    with city_transaction(town.slug):
        [one] = cities_read.approvals_waiting(city=town.slug)
        return one


def sent(town: Town) -> int:
    with city_transaction(town.slug):
        return outbox.Notice.objects.filter(city=town.slug, template="announcement").count()


def test_it_is_looked_at_agreed_on_by_another_and_said_once(town: Town, other: Client) -> None:
    official = town.browser(Role.OFFICIAL)
    with city_transaction(town.slug) as at:
        residents_services.withdraw(city=town.slug, at=at, person_id=town.people[0].id, purpose=Purpose.NOTICES)
        willing = len(residents.reachable(city=town.slug))
    looked = words(official.post(town.url("hall/notices"), {**SAID, "act": "look"}))
    assert f"【广安】{ZH}" in looked.replace(" ", "")
    assert "UCS-2, 1 message" in looked
    assert f"{willing} messages are paid for" in looked
    assert EN not in words(town.browser().get(town.url())), "looked at is not said"
    assert goes_to(official.post(town.url("hall/notices"), {**SAID, "act": "ask"})) == town.url("hall/approvals")
    path = town.url(f"hall/approvals/{asked(town).id}")
    official.post(path, {"act": "approve"})
    assert sent(town) == 0, "who asked does not decide"
    assert EN in words(other.get(town.url("hall/approvals")))
    approval = asked(town).id
    other.post(path, {"act": "approve"})
    assert sent(town) == willing
    assert EN in words(town.browser().get(town.url()))
    assert ZH in words(town.browser(language="zh-hans").get(town.url("poster")))
    with city_transaction(town.slug) as at, pytest.raises(Refused) as refused:
        notices.announce(city=town.slug, at=at, approval_id=approval)
    assert refused.value.reason is Reason.WRONG_STATE
    with city_transaction(town.slug) as at:
        town_day = at + timedelta(days=3)
    town.clock(town_day)
    assert EN not in words(town.browser().get(town.url())), "its time is over"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zh": " "}, "id_zh_error"),
        ({"en": "x" * 501}, "id_en_error"),
        ({"until": "2026-12-01T10:00"}, "id_until_error"),
        ({"until": "soon"}, "id_until_error"),
        ({"public": "", "messages": ""}, 'class="error"'),
        ({"why": ""}, "id_why_error"),
    ],
)
def test_what_cannot_be_said_is_refused_at_its_field(town: Town, changes: dict[str, str], field: str) -> None:
    page = town.browser(Role.OFFICIAL).post(town.url("hall/notices"), {**SAID, "act": "ask", **changes})
    assert field in page.content.decode()
    assert "Snow" in page.content.decode() or "why" in changes, "nothing that was typed is lost"
    with city_transaction(town.slug):
        assert list(cities_read.approvals_waiting(city=town.slug)) == []


def test_every_message_of_the_product_is_shown_with_its_length(town: Town) -> None:
    page = words(town.browser(Role.OFFICIAL).get(town.url("hall/notices")))
    assert "482915" in page
    assert "· UCS-2 · 1" in page
    assert "· GSM-7 · 1" in page
