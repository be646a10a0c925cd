"""Whose document somebody else used is given as much again, from what the release keeps for that."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from evenhand.apps.cases import queries as cases
from evenhand.apps.cases import services as case_verbs
from evenhand.apps.claims import models as quotas
from evenhand.apps.claims import queries as claims
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.handover import queries as handover_read
from evenhand.apps.handover import services as handover
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents.queries import Person
from evenhand.core.cases import CaseAnswer, CaseKind
from evenhand.core.terms import Role
from tests.web import pages
from tests.web import town as towns
from tests.web.town import SHARE, Town

QUOTA = 4 * SHARE
"""Three shares for all, one for victims."""
RESERVE = 'reserves = [{ by = "priority", key = "victim", share = 0.25, kind = "hard", order = 1 }]'


@pytest.fixture
def keeping(tmp_path: Path, transactional_db: None) -> Iterator[Town]:
    """A town whose releases keep a share for victims."""
    file = tmp_path / "city.toml"
    said = towns.FILE.read_text("utf-8")
    file.write_text(said.replace("\nlimits.person", f"\n{RESERVE}\nlimits.person", 1), "utf-8")
    yield towns.found(file=file, quota=QUOTA)


def say_not_me(town: Town, person: Person) -> None:
    [stolen] = uses(town, person)
    town.browser(Role.RESIDENT, person.id).post(town.url(f"me/uses/{stolen.id}/not-me"))
    town.drain()


def decide(town: Town, answer: CaseAnswer) -> None:
    """An official answers the one case that waits."""
    with city_transaction(town.slug) as at:
        [case] = cases.waiting(city=town.slug, kinds=(CaseKind.DISPUTE,))
        case_verbs.answer_case(city=town.slug, at=at, id=case.id, by=town.staff[Role.OFFICIAL], answer=answer)
    town.drain()


def uses(town: Town, person: Person) -> list[claims.Claim]:
    with city_transaction(town.slug):
        return claims.uses(city=town.slug, person=person.tag)


def has(town: Town, person: Person) -> int:
    """The units of a person that count."""
    return sum(each.units for each in uses(town, person) if each.granted and each.returned_at is None)


@pytest.mark.req("domain:F6")
def test_who_was_right_gets_as_much_from_the_reserve_and_has_no_more_than_the_limit(keeping: Town) -> None:
    victim, *_ = some = keeping.people[:4]
    towns.claim(keeping, *some)
    assert [has(keeping, each) for each in some] == [SHARE, SHARE, SHARE, 0], "the reserve is not for all"
    say_not_me(keeping, victim)
    assert has(keeping, victim) == 0
    decide(keeping, CaseAnswer.UPHELD)
    assert has(keeping, victim) == SHARE
    page = pages.words(keeping.browser(Role.RESIDENT, victim.id).get(keeping.url("me/uses")))
    assert "in place of what somebody else took" in page
    assert keeping.order_of(victim).units == SHARE, "an order is on its way, like any other"
    towns.claim(keeping, victim)
    assert has(keeping, victim) == SHARE, "the limit counts it"


@pytest.mark.req("domain:F6")
def test_control_nobody_else_has_a_unit_of_it_and_who_claimed_again_gets_no_second(keeping: Town) -> None:
    wrong, again, late = keeping.people[:3]
    towns.claim(keeping, wrong, again)
    say_not_me(keeping, wrong)
    decide(keeping, CaseAnswer.DECLINED)
    assert has(keeping, wrong) == 0, "who was not right gets nothing of the reserve"
    say_not_me(keeping, again)
    towns.claim(keeping, again, late)
    decide(keeping, CaseAnswer.UPHELD)
    assert [has(keeping, again), has(keeping, late)] == [SHARE, 0], "one in place of the stolen one, and no second"
    with city_transaction(keeping.slug):
        assert claims.live(city=keeping.slug, release_id=keeping.release).remaining == SHARE, "the reserve is untouched"


def test_goods_that_somebody_holds_do_not_come_back_to_the_release(keeping: Town) -> None:
    victim = keeping.people[0]
    towns.claim(keeping, victim)
    towns.pay(keeping, victim)
    towns.pack(keeping)
    towns.send_out(keeping)
    hand_over(keeping, victim)
    say_not_me(keeping, victim)
    decide(keeping, CaseAnswer.UPHELD)
    assert has(keeping, victim) == SHARE, "one in place of what is gone"
    with city_transaction(keeping.slug):
        assert quotas.Quota.objects.get(city=keeping.slug, release_id=keeping.release).returned == 0


def hand_over(town: Town, person: Person) -> None:
    """The parcel goes to whoever says its code, be it a thief."""
    rider, order = town.staff[Role.RIDER], town.order_of(person)
    with city_transaction(town.slug) as at:
        code = handover_read.code_of(city=town.slug, order_id=order.id, at=at)
        route = dispatch.route_of(city=town.slug, rider_id=rider)
        assert code
        assert route
        [stop] = route.stops
        handover.hand_over(city=town.slug, at=at, attempt_id=uuid4(), stop_id=stop.id, rider_id=rider, code=code.digits)
    town.drain()
