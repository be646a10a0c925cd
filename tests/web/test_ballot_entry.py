"""An entry in a draw on its person's page: the receipt, the rank, and the winner's one press."""

import pytest

from evenhand.apps.claims import queries as claims
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.terms import Role
from tests.apps.ballots import ceremonies

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_winner_sees_the_receipt_and_takes_the_share(transactional_db: None) -> None:
    ceremony = ceremonies.found(people=2)
    person = ceremony.town.people[0]
    ceremony.enter(*ceremony.town.people)
    with city_transaction(ceremony.slug):
        [claim] = claims.of_person(city=ceremony.slug, person=person.tag, release_ids=[ceremony.town.release])
    browser = ceremony.town.browser(Role.RESIDENT, person.id)
    url = ceremony.town.url(f"result/{claim.id}")
    assert "Your receipt" in browser.get(url).text
    ceremony.whole()
    assert "Take my share" in browser.get(url).text
    taken = browser.post(url, follow=True)
    assert taken.status_code == 200
    with city_transaction(ceremony.slug):
        mine = claims.of_person(city=ceremony.slug, person=person.tag, release_ids=[ceremony.town.release])
    assert any(each.granted for each in mine)
