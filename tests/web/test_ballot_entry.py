"""An entry in a draw on its person's page: the odds, the receipt, withdrawn and made again, the winner's one press."""

import json

import pytest

from evenhand.apps.ballots import queries
from evenhand.apps.claims import queries as claims
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.terms import Role
from tests.apps.ballots import ceremonies
from tests.core.draw import staged
from tests.web.pages import goes_to, words

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.req("people:R5", "people:R7", "domain:R18")
def test_an_entrant_sees_odds_and_receipt_and_takes_what_was_won(transactional_db: None) -> None:
    ceremony = ceremonies.found(people=2)
    town, person = ceremony.town, ceremony.town.people[0]
    browser = town.browser(Role.RESIDENT, person.id)
    before = words(browser.get(town.url(f"claim/{town.release}")))
    assert "Enter the draw" in before
    assert "The list closes tomorrow 10:00" in before
    ceremony.enter(*town.people)
    url = goes_to(browser.get(town.url(f"claim/{town.release}")))
    with city_transaction(ceremony.slug):
        entry = queries.entry(city=ceremony.slug, draw_id=ceremony.draw_id, person=person.tag)
    assert entry is not None
    page = words(browser.get(url))
    assert "You take part in the draw." in page
    assert entry.code in page
    receipt = json.loads(browser.get(f"{url}/receipt").content)
    other = town.browser(Role.RESIDENT, town.people[1].id)
    assert other.get(f"{url}/receipt").status_code == other.get(url).status_code == 404

    ceremony.whole()
    with city_transaction(ceremony.slug):
        files = dict(queries.bundle_files(city=ceremony.slug, draw=ceremony.draw()) or {})
    code, _, wrong = staged.verifier().verify(files, more=[lambda made: made.check_receipt(receipt)])
    assert code == 3, wrong
    assert "You have won." in words(browser.get(url))
    taken = browser.post(url, {"act": "take"}, follow=True)
    assert taken.status_code == 200
    with city_transaction(ceremony.slug):
        mine = claims.of_person(city=ceremony.slug, person=person.tag, release_ids=[town.release])
    assert any(each.granted for each in mine)


@pytest.mark.req("people:R5", "people:R7", "draw:4")
def test_an_entry_is_withdrawn_and_made_again_and_a_loss_is_worth_more_tickets(transactional_db: None) -> None:
    ceremony = ceremonies.found(people=3, quota=5)
    town, person = ceremony.town, ceremony.town.people[0]
    browser = town.browser(Role.RESIDENT, person.id)
    ceremony.enter(*town.people)
    url = goes_to(browser.get(town.url(f"claim/{town.release}")))
    browser.post(url, {"act": "withdraw"})
    assert "Your entry is withdrawn." in words(browser.get(url))
    assert "Enter the draw" in words(browser.get(town.url(f"claim/{town.release}")))
    ceremony.enter(person)
    ceremony.whole()
    assert browser.post(url, {"act": "withdraw"}, follow=True).status_code == 200
    with city_transaction(ceremony.slug):
        found = {
            each.id: queries.prospect(city=ceremony.slug, release_id=town.release, person=each.tag)
            for each in town.people
        }
        entries = queries.entry_count(city=ceremony.slug, draw_id=ceremony.draw_id)
    assert entries == 3
    losers = [each for each in town.people if found[each.id].losses]
    assert len(losers) == 2
    assert {found[each.id].tickets for each in losers} == {2}
    mine = town.browser(Role.RESIDENT, losers[0].id)
    page = words(mine.get(goes_to(mine.get(town.url(f"claim/{town.release}")))))
    assert "Next time you enter with 2 tickets" in page
    assert "of 3; the first 1 could win" in page
