"""A draw held in a running city: entries, receipts, freeze, reveals, round, result, rights, alternates, voids."""

import json

import pytest

from evenhand.adapters.ballots import anchors
from evenhand.adapters.beacon import fake
from evenhand.apps.ballots import queries
from evenhand.apps.ballots import services as ballots
from evenhand.apps.claims import queries as claims
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.draw import heads, officials, receipts
from evenhand.core.draw.allocation import Outcome
from evenhand.core.errors import Reason
from tests.apps.ballots import ceremonies
from tests.apps.ballots.ceremonies import Ceremony
from tests.refusing import refusing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ceremony(transactional_db: None) -> Ceremony:
    return ceremonies.found()


@pytest.mark.req("trust:I8")
def test_a_whole_draw_from_rules_to_rights(ceremony: Ceremony) -> None:
    people = ceremony.town.people
    ceremony.enter(*people)
    ceremony.whole()
    draw = ceremony.draw()
    assert draw.state == "drawn"
    with city_transaction(ceremony.slug):
        [made] = queries.results(city=ceremony.slug, draw_id=draw.id)
        standings = []
        for person in people:
            entry = queries.entry(city=ceremony.slug, draw_id=draw.id, person=person.tag)
            assert entry is not None
            standings.append(queries.standing(city=ceremony.slug, draw=draw, label=entry.label))
        rights = {
            person.tag: claims.entitlements_of(
                city=ceremony.slug, person=person.tag, release_ids=[ceremony.town.release]
            )
            for person in people
        }
    assert made.entrants == len(people)
    winners = [person for person, row in zip(people, standings, strict=True) if row and row.outcome is Outcome.WINNER]
    assert len(winners) == draw.places == 2
    assert {person.tag for person in winners} == {tag for tag, found in rights.items() if found}
    assert all(row and (row.key <= row.cutoff) == (row.outcome is Outcome.WINNER) for row in standings)


@pytest.mark.req("domain:R12")
def test_an_edit_keeps_the_label_and_the_last_leaf_counts(ceremony: Ceremony) -> None:
    person = ceremony.town.people[0]
    ceremony.enter(person)
    with city_transaction(ceremony.slug):
        first = queries.entry(city=ceremony.slug, draw_id=ceremony.draw_id, person=person.tag)
    ceremony.enter(person)
    with city_transaction(ceremony.slug) as at:
        ballots.withdraw(city=ceremony.slug, at=at, draw_id=ceremony.draw_id, person=person.tag)
        assert queries.entrants(city=ceremony.slug, draw_id=ceremony.draw_id) == []
    ceremony.enter(person)
    with city_transaction(ceremony.slug):
        last = queries.entry(city=ceremony.slug, draw_id=ceremony.draw_id, person=person.tag)
        assert len(queries.leaf_bytes(city=ceremony.slug, draw_id=ceremony.draw_id)) == 4
    assert first is not None
    assert last is not None
    assert (last.label, last.seq, last.withdrawn) == (first.label, 3, False)


@pytest.mark.req("domain:R12")
def test_who_applies_often_has_one_row_and_who_applies_after_the_draw_changes_nothing(ceremony: Ceremony) -> None:
    eager, *others = ceremony.town.people
    for _ in range(5):
        ceremony.enter(eager)
    ceremony.enter(*others)
    ceremony.whole()
    rows, root = ceremony.rows(), ceremony.draw().rules.digest
    assert len({row[12:28] for row in rows}) == len(rows) == len(ceremony.town.people)
    with city_transaction(ceremony.slug):
        leaves = queries.leaf_bytes(city=ceremony.slug, draw_id=ceremony.draw_id)
        mine = queries.entry(city=ceremony.slug, draw_id=ceremony.draw_id, person=eager.tag)
    assert mine is not None
    assert [leaf[5:21] for leaf in leaves].count(mine.label) == 5
    assert mine.tickets == 1, "pressing often buys no ticket"
    [answer] = ceremonies.enter(ceremony.town, eager)
    assert answer.reason is Reason.CLOSED
    ceremony.town.drain()
    with city_transaction(ceremony.slug) as at:
        assert not ballots.hold_draw(city=ceremony.slug, at=at, draw_id=ceremony.draw_id)
        assert queries.leaf_bytes(city=ceremony.slug, draw_id=ceremony.draw_id) == leaves
    assert (ceremony.rows(), ceremony.draw().rules.digest) == (rows, root)


def test_every_receipt_is_signed_and_in_the_final_head(ceremony: Ceremony) -> None:
    ceremony.enter(*ceremony.town.people)
    ceremony.commit(0, 1)
    ceremony.freeze()
    draw = ceremony.draw()
    log_key = bytes.fromhex(draw.rules.terms.log_key)
    with city_transaction(ceremony.slug):
        told = queries.heads(city=ceremony.slug, draw_id=draw.id)
        for person in ceremony.town.people:
            entry = queries.entry(city=ceremony.slug, draw_id=draw.id, person=person.tag)
            assert entry is not None
            receipt = receipts.Receipt(draw.rules.digest, entry.seq, entry.leaf_hash, entry.unix_ms, entry.receipt)
            receipts.check(receipt, log_key)
    signed = [heads.Head(draw.rules.digest, h.size, h.root, h.unix_ms, h.record, h.signature) for h in told]
    heads.check_sequence(signed)
    for head in signed:
        heads.check(head, draw.rules.digest, log_key)
    assert (signed[-1].size, signed[-1].record != heads.NO_RECORD) == (len(ceremony.town.people), True)


def test_a_missing_promise_lets_nothing_be_frozen_and_a_late_one_in_time_does(ceremony: Ceremony) -> None:
    ceremony.enter(*ceremony.town.people)
    ceremony.commit(0)
    ceremony.freeze()
    assert ceremony.draw().state == "published"
    ceremony.commit(1)
    assert ceremony.draw().state == "frozen"


@pytest.mark.parametrize("late", [True, False])
def test_a_value_that_is_withheld_or_late_is_dropped_and_the_draw_is_held_without_it(
    ceremony: Ceremony, late: bool
) -> None:
    ceremony.enter(*ceremony.town.people)
    ceremony.commit(0, 1)
    ceremony.freeze()
    ceremony.reveal(0)
    ceremony.seal()
    if late:
        with refusing(Reason.WRONG_STATE, "reveal"):
            ceremony.reveal(1)
    ceremony.hold()
    told = json.loads(ceremony.draw().seal)
    assert [each["index"] for each in told["reveals"]] == [0]
    assert told["dropped"] == [{"index": 1, "why": "missing"}]
    assert ceremony.draw().state == "drawn"


def test_a_wrong_value_and_a_wrong_signature_are_refused(ceremony: Ceremony) -> None:
    ceremony.commit(0, 1)
    ceremony.freeze()
    draw = ceremony.draw()
    wrong = officials.reveal(ceremonies.KEYS[0], draw.rules.digest, 0, bytes(32))
    forged = officials.reveal(ceremonies.KEYS[1], draw.rules.digest, 0, ceremonies.VALUES[0])
    for said in (wrong, forged):
        with refusing(Reason.NOT_ALLOWED, "reveal"), city_transaction(ceremony.slug) as at:
            ballots.reveal(city=ceremony.slug, at=at, draw_id=draw.id, said=said, by=ceremony.officials[0])


def test_one_official_cannot_promise_for_two(ceremony: Ceremony) -> None:
    ceremony.commit(0)
    said = officials.promise(ceremonies.KEYS[1], ceremony.draw().rules.digest, 1, ceremonies.VALUES[1])
    with refusing(Reason.NOT_ALLOWED, "staff"), city_transaction(ceremony.slug) as at:
        ballots.promise(city=ceremony.slug, at=at, draw_id=ceremony.draw_id, said=said, by=ceremony.officials[0])


def test_no_round_counts_before_its_hour_or_under_another_signature(ceremony: Ceremony) -> None:
    ceremony.enter(*ceremony.town.people)
    ceremony.commit(0, 1)
    ceremony.freeze()
    ceremony.reveal(0, 1)
    ceremony.seal()
    draw = ceremony.draw()
    signature = fake.sign(draw.round)
    told = {"draw_id": draw.id, "number": draw.round, "source": "file"}
    with refusing(Reason.NOT_YET, "round"), city_transaction(ceremony.slug) as at:
        ballots.bring_round(city=ceremony.slug, at=at, signature=signature, **told)
    ceremony.town.clock(draw.drawn_at)
    for wrong, field in ((fake.sign(draw.round + 1), "signature"), (bytes(48), "signature")):
        with refusing(Reason.INPUT_INVALID, field), city_transaction(ceremony.slug) as at:
            ballots.bring_round(city=ceremony.slug, at=at, signature=wrong, **told)
    with city_transaction(ceremony.slug) as at:
        ballots.bring_round(city=ceremony.slug, at=at, signature=signature, **told)
    ceremony.town.drain()
    assert ceremony.draw().state == "drawn"


def test_without_its_anchors_there_is_no_draw(ceremony: Ceremony, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchors.Places, "anchor", lambda *_, **__: [])
    ceremony.enter(*ceremony.town.people)
    ceremony.whole()
    assert ceremony.draw().state == "sealed"
    with refusing(Reason.WRONG_STATE, "draw"), city_transaction(ceremony.slug) as at:
        number = ceremony.draw().round
        ballots.bring_round(
            city=ceremony.slug, at=at, draw_id=ceremony.draw_id, number=number, signature=fake.sign(number), source="x"
        )
