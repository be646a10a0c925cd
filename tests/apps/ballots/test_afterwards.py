"""What comes after a draw: what is let go or comes back goes on by rank, streaks count, a void takes it back."""

from datetime import timedelta

import pytest

from evenhand.apps.ballots import models, queries
from evenhand.apps.ballots import services as ballots
from evenhand.apps.claims import queries as claims
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders_read
from evenhand.apps.orders import services as orders
from evenhand.core.draw import canonical, void
from evenhand.core.entitlements import Source
from evenhand.core.errors import Reason
from evenhand.core.terms import PersonTag
from tests.apps.ballots import ceremonies
from tests.apps.ballots.ceremonies import Ceremony, open_rights, take
from tests.core.draw import staged
from tests.refusing import refusing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ceremony(transactional_db: None) -> Ceremony:
    return ceremonies.found()


def losses(ceremony: Ceremony) -> dict[PersonTag, int]:
    with city_transaction(ceremony.slug):
        rows = models.Streak.objects.filter(city=ceremony.slug)
        return {PersonTag(bytes(row.person)): row.losses for row in rows}


def test_what_lapses_goes_to_the_next_in_line_and_never_at_night(transactional_db: None) -> None:
    ceremony = ceremonies.found(people=8, quota=20)
    ceremony.enter(*ceremony.town.people)
    ceremony.whole()
    winners = open_rights(ceremony)
    assert len(winners) == 4
    taker, lapser, *others = sorted(winners)
    for other in others:
        take(ceremony, winners[other])
    assert take(ceremony, winners[taker]) == take(ceremony, winners[taker])
    ceremony.town.clock(winners[lapser].until)
    ceremony.town.drain()
    [next_one] = open_rights(ceremony).values()
    assert next_one.source is Source.ALTERNATE
    with refusing(Reason.OFFER_LAPSED, "entitlement"):
        take(ceremony, winners[lapser])
    night = next_one.until.replace(hour=14)  # ten at night in the city
    ceremony.town.clock(night + timedelta(days=1))
    ceremony.town.drain()
    assert open_rights(ceremony) == {}
    ceremony.town.clock(night + timedelta(days=1, hours=10))
    ceremony.town.drain()
    assert len(open_rights(ceremony)) == 1


@pytest.mark.req("domain:F7", "domain:R10")
def test_what_a_winner_cancels_goes_to_the_next_in_line_once(ceremony: Ceremony) -> None:
    ceremony.enter(*ceremony.town.people)
    ceremony.whole()
    winners = open_rights(ceremony)
    for right in winners.values():
        take(ceremony, right)
    ceremony.town.drain()
    assert open_rights(ceremony) == {}, "as long as nothing comes back, nobody else is asked"
    with city_transaction(ceremony.slug) as at:
        first = orders_read.of_person(city=ceremony.slug, person=min(winners))[0]
        orders.cancel(city=ceremony.slug, at=at, order_ids=[first.id], reason="by_resident")
    ceremony.town.drain()
    [(person, right)] = open_rights(ceremony).items()
    assert right.source is Source.ALTERNATE
    assert person not in winners
    with city_transaction(ceremony.slug) as at:
        assert ballots.offer_returned(city=ceremony.slug, at=at, claim_ids=[first.claim_id]) == {}
    claim = take(ceremony, right)
    ceremony.town.drain()
    with city_transaction(ceremony.slug):
        [order] = orders_read.of_person(city=ceremony.slug, person=person)
        [line] = claims.claims(city=ceremony.slug, keys=[claim])
    assert (order.claim_id, line.granted) == (claim, True)
    assert open_rights(ceremony) == {}


def test_streaks_count_losses_and_end_with_a_share(ceremony: Ceremony) -> None:
    ceremony.enter(*ceremony.town.people)
    ceremony.whole()
    lost = losses(ceremony)
    assert sorted(lost.values()) == [0, 0, 1, 1, 1, 1]
    assert {tag for tag, losses in lost.items() if not losses} == set(open_rights(ceremony))


def test_a_void_takes_two_officials_and_the_next_attempt_has_the_round_a_day_later(ceremony: Ceremony) -> None:
    ceremony.enter(*ceremony.town.people)
    ceremony.whole()
    draw, first = ceremony.draw(), ceremony.rows()
    raw = void.record(draw.rules, 0, void.VoidReason.COURT_ORDER, 1)
    alone = void.Void(raw, {0: void.sign(ceremonies.KEYS[0], raw)})
    with refusing(Reason.NOT_ALLOWED, "void"), city_transaction(ceremony.slug) as at:
        ballots.void_draw(city=ceremony.slug, at=at, draw_id=draw.id, void=alone)
    both = void.Void(raw, {n: void.sign(ceremonies.KEYS[n], raw) for n in range(2)})
    with city_transaction(ceremony.slug) as at:
        ballots.void_draw(city=ceremony.slug, at=at, draw_id=draw.id, void=both)
    ceremony.town.drain()
    assert set(losses(ceremony).values()) == {0}, "voids never count"
    assert open_rights(ceremony) == {}
    assert ceremony.draw().round == draw.round + 28_800
    ceremony.hold()
    with city_transaction(ceremony.slug):
        attempts = queries.results(city=ceremony.slug, draw_id=draw.id)
        assert queries.voids(city=ceremony.slug, draw_id=draw.id) == [(0, "court_order")]
    assert [each.attempt for each in attempts] == [0, 1]
    assert attempts[0].log_root == attempts[1].log_root
    assert ceremony.rows() != first
    assert len(open_rights(ceremony)) == 2
    assert sorted(losses(ceremony).values()) == [0, 0, 1, 1, 1, 1]


@pytest.mark.req("trust:S2")
def test_a_wrong_list_ends_the_draw_for_good_and_nobody_is_next_in_line(ceremony: Ceremony) -> None:
    ceremony.enter(*ceremony.town.people)
    ceremony.whole()
    draw, rights = ceremony.draw(), open_rights(ceremony)
    raw = void.record(draw.rules, 0, void.VoidReason.ROSTER_ERROR, 1)
    signed = void.Void(raw, {n: void.sign(ceremonies.KEYS[n], raw) for n in range(2)})
    with city_transaction(ceremony.slug) as at:
        ballots.void_draw(
            city=ceremony.slug, at=at, draw_id=draw.id, void=void.read(canonical.write(void.told(signed)))
        )
    ceremony.town.drain()
    assert set(losses(ceremony).values()) == {0}
    with city_transaction(ceremony.slug) as at:
        ids = [right.id for right in rights.values()]
        assert ballots.offer_next(city=ceremony.slug, at=at, entitlement_ids=ids) == {}
    with refusing(Reason.WRONG_STATE, "draw"), city_transaction(ceremony.slug) as at:
        ballots.void_draw(city=ceremony.slug, at=at, draw_id=draw.id, void=signed)
    assert (ceremony.draw().state, ceremony.draw().attempt, open_rights(ceremony)) == ("drawn", 0, {})
    with city_transaction(ceremony.slug):
        files = queries.bundle_files(city=ceremony.slug, draw=ceremony.draw())
    assert files is not None
    code, told, limits = staged.verifier().verify(files)
    assert code == 3
    assert any("attempt 0 was declared void: roster_error" in words for words in told)
    assert any("counts for nobody" in words for words in limits)
