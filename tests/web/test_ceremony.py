"""City hall's ceremony: rules that two officials agree on, words handed in by each, the wall that a room watches."""

from datetime import timedelta
from uuid import UUID

import pytest

from evenhand.apps.ballots import queries
from evenhand.apps.cities import queries as cities_read
from evenhand.apps.cities import services as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.draw import canonical, officials, signatures, void
from evenhand.core.terms import Role
from tests.apps.ballots import ceremonies
from tests.web import town as towns
from tests.web.pages import words
from tests.web.town import OPENS, Town

pytestmark = pytest.mark.django_db(transaction=True)


def found() -> tuple[Town, UUID]:
    town = towns.found(people=3, quota=10, file=ceremonies.FILE, lasts=timedelta(days=1))
    with city_transaction(town.slug):
        second = cities.add_staff(city=town.slug, role=Role.OFFICIAL, name="Second")
    return town, second


@pytest.mark.req("people:C4", "trust:S2")
def test_a_draw_from_proposed_rules_to_the_winners_on_the_wall(transactional_db: None) -> None:
    town, second = found()
    one, other = town.browser(Role.OFFICIAL), town.browser(Role.OFFICIAL, second)
    keys = "\n".join(f"Official {n} {signatures.public_of(key).hex()}" for n, key in enumerate(ceremonies.KEYS))
    asked = {"release": str(town.release), "officials": keys, "reason": "The day's draw"}
    page = one.post(town.url("hall/draws"), asked | {"officials": "nobody"})
    assert page.status_code == 200
    assert one.post(town.url("hall/draws"), asked).status_code == 302
    with city_transaction(town.slug):
        [draw] = queries.draws(city=town.slug)
        [approval] = cities_read.approvals_waiting(city=town.slug)
    decide = town.url(f"hall/approvals/{approval.id}")
    one.post(decide, {"act": "approve"})
    wall = town.url(f"hall/draws/{draw.code}")
    assert "Another official has to approve" in words(one.get(wall))
    assert town.browser().get(town.url(f"draws/{draw.code}")).status_code == 404
    other.post(decide, {"act": "approve"})
    assert town.browser().get(town.url(f"draws/{draw.code}")).status_code == 200

    town.clock(OPENS)
    ceremonies.enter(town, *town.people)
    town.drain()
    digest = draw.rules.digest
    promises = [officials.promise(key, digest, n, ceremonies.VALUES[n]).told() for n, key in enumerate(ceremonies.KEYS)]
    values = [officials.reveal(key, digest, n, ceremonies.VALUES[n]).told() for n, key in enumerate(ceremonies.KEYS)]
    assert one.post(wall, {"said": "no word"}).status_code == 200
    for browser, promise in zip((one, other), promises, strict=True):
        assert browser.post(wall, {"said": canonical.write(promise).decode()}).status_code == 302
    assert words(one.get(wall)).count("promised") == 2
    town.clock(OPENS + timedelta(days=1))
    town.drain()
    assert "List closed" in words(one.get(town.url("hall/draws")))
    wrong = values[0] | {"v": "00" * 32}
    assert one.post(wall, {"said": canonical.write(wrong).decode()}).status_code == 200
    for browser, value in zip((one, other), values, strict=True):
        assert browser.post(wall, {"said": canonical.write(value).decode()}).status_code == 302
    town.clock(draw.reveals_until)
    town.drain()
    assert words(one.get(wall)).count("value shown") == 2
    town.clock(draw.drawn_at)
    town.drain()
    with city_transaction(town.slug):
        [held] = queries.draws(city=town.slug)
        won = [code for _, code in queries.winning_codes(city=town.slug, draw=held, most=9)]
    page = words(town.browser(Role.AUDITOR).get(wall))
    assert len(won) == 2
    assert all(code in page for code in won)

    raw = void.record(draw.rules, 0, void.VoidReason.COURT_ORDER, 1)
    signed = void.Void(raw, {n: void.sign(key, raw) for n, key in enumerate(ceremonies.KEYS)})
    alone = void.Void(raw, {0: signed.signatures[0]})
    for wrong in (b"no void", canonical.write(void.told(alone))):
        page = one.post(f"{wall}/void", {"void": wrong.decode(), "reason": "The court's words"})
        assert (page.status_code, "aria-invalid" in page.text) == (200, True)
    asked = {"void": canonical.write(void.told(signed)).decode(), "reason": "The court's words"}
    assert one.post(f"{wall}/void", asked).status_code == 302
    with city_transaction(town.slug):
        [approval] = cities_read.approvals_waiting(city=town.slug)
    decide = town.url(f"hall/approvals/{approval.id}")
    one.post(decide, {"act": "approve"})
    assert "A court ordered it" not in words(town.browser().get(town.url(f"draws/{draw.code}")))
    assert "A court ordered it" in words(other.get(town.url("hall/approvals")))
    other.post(decide, {"act": "approve"})
    assert "A court ordered it" in words(town.browser().get(town.url(f"draws/{draw.code}")))


@pytest.mark.req("people:C4")
def test_rules_that_were_declined_give_way_to_others_and_rules_that_wait_do_not(transactional_db: None) -> None:
    town, second = found()
    one, other = town.browser(Role.OFFICIAL), town.browser(Role.OFFICIAL, second)
    keys = [f"Official {n} {signatures.public_of(key).hex()}" for n, key in enumerate(ceremonies.KEYS)]
    asked = {"release": str(town.release), "reason": "The day's draw"}
    assert one.post(town.url("hall/draws"), asked | {"officials": "\n".join(keys)}).status_code == 302
    assert one.post(town.url("hall/draws"), asked | {"officials": "\n".join(keys)}).status_code == 200
    with city_transaction(town.slug):
        [first] = queries.draws(city=town.slug)
    other.post(town.url(f"hall/approvals/{first.approval_id}"), {"act": "decline"})
    assert "said no to these rules" in words(one.get(town.url(f"hall/draws/{first.code}")))
    assert one.post(town.url("hall/draws"), asked | {"officials": "\n".join(reversed(keys))}).status_code == 302
    with city_transaction(town.slug):
        [draw] = queries.draws(city=town.slug)
    assert draw.rules.digest != first.rules.digest
    other.post(town.url(f"hall/approvals/{first.approval_id}"), {"act": "approve"})
    assert town.browser().get(town.url(f"draws/{draw.code}")).status_code == 404
    other.post(town.url(f"hall/approvals/{draw.approval_id}"), {"act": "approve"})
    assert town.browser().get(town.url(f"draws/{draw.code}")).status_code == 200
    with city_transaction(town.slug):
        told = queries.draw(city=town.slug, id=first.id)
    assert told is not None
    assert (told.state, told.rules.digest) == ("declined", first.rules.digest)


@pytest.mark.req("people:C4")
def test_what_is_closed_takes_no_word(transactional_db: None) -> None:
    ceremony = ceremonies.found(people=1)
    wall = ceremony.town.url(f"hall/draws/{ceremony.draw().code}")
    said = officials.reveal(ceremonies.KEYS[0], ceremony.draw().rules.digest, 0, ceremonies.VALUES[0]).told()
    page = ceremony.town.browser(Role.OFFICIAL).post(wall, {"said": canonical.write(said).decode()})
    assert page.status_code == 200
    assert "aria-invalid" in page.text
    auditor = ceremony.town.browser(Role.AUDITOR)
    assert "Hand in" not in words(auditor.get(wall))
