"""Killed at any step of a draw, or asked twice: one result, the same bytes, and the database refuses another."""

import pytest
from django.db import DatabaseError, OperationalError

from evenhand.apps.ballots import models, queries
from evenhand.apps.ballots import services as ballots
from evenhand.apps.ballots.services import entering, fixing, holding, offering
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason
from evenhand.worker import Worker
from tests.apps.ballots import ceremonies
from tests.apps.ballots.ceremonies import Ceremony, open_rights
from tests.web.town import Town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ceremony(transactional_db: None) -> Ceremony:
    return ceremonies.found()


@pytest.mark.parametrize("step", ["leaf", "freeze", "seal", "round", "result", "rights"])
def test_killed_at_any_step_and_started_again_the_bytes_are_the_same(
    ceremony: Ceremony, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step fails once in the middle of its transaction, as a kill would end it; the worker then goes on."""
    targets = {
        "leaf": (entering, "_append"),
        "freeze": (fixing, "_write_head"),
        "seal": (fixing.journal, "record"),
        "round": (holding.models.Round.objects, "create"),
        "result": (holding.models.Row.objects, "bulk_create"),
        "rights": (offering, "_issue"),
    }
    module, name = targets[step]
    good, killed = getattr(module, name), []

    def dies(*said: object, **told: object) -> object:
        done = good(*said, **told)
        wanted = step != "seal" or "DrawSealed" in str(told.get("events"))
        if wanted and not killed:
            killed.append(step)
            raise OperationalError("killed")
        return done

    ceremony.commit(0, 1)
    monkeypatch.setattr(module, name, dies)
    monkeypatch.setattr(Town, "drain", _stubborn)
    ceremony.enter(*ceremony.town.people)
    ceremony.freeze()
    ceremony.reveal(0, 1)
    ceremony.seal()
    ceremony.hold()
    assert killed == [step]
    draw = ceremony.draw()
    with city_transaction(ceremony.slug):
        [made] = queries.results(city=ceremony.slug, draw_id=draw.id)
        assert len(queries.leaf_bytes(city=ceremony.slug, draw_id=draw.id)) == len(ceremony.town.people)
        row = models.Draw.objects.get(city=ceremony.slug, id=draw.id)
        again = holding.compute(ceremony.slug, row, draw.rules, bytes.fromhex(made.beacon))
    assert list(again.rows) == ceremony.rows()
    assert (again.result_root, again.ikm, again.salt) == (made.result_root, made.ikm, made.salt)
    assert len(open_rights(ceremony)) == 2


def _stubborn(town: Town) -> None:
    while True:
        try:
            while Worker().serve(town.slug):
                pass
            return
        except OperationalError:
            continue


def test_the_database_refuses_a_second_result_and_a_changed_leaf(ceremony: Ceremony) -> None:
    ceremony.enter(*ceremony.town.people)
    ceremony.whole()
    with pytest.raises(DatabaseError), city_transaction(ceremony.slug):
        made = models.Result.objects.get(city=ceremony.slug, draw_id=ceremony.draw_id)
        made.salt = bytes(32)
        made.save(force_insert=True)
    with pytest.raises(DatabaseError), city_transaction(ceremony.slug):
        models.Leaf.objects.filter(city=ceremony.slug, draw_id=ceremony.draw_id, seq=0).update(leaf=b"x")
    with city_transaction(ceremony.slug) as at:
        assert ballots.hold_draw(city=ceremony.slug, at=at, draw_id=ceremony.draw_id) is False


def test_entry_is_refused_to_whoever_has_a_share_and_after_the_hour(ceremony: Ceremony) -> None:
    ceremony.enter(*ceremony.town.people)
    ceremony.whole()
    assert ceremonies.enter(ceremony.town, ceremony.town.people[0])[0].reason is Reason.CLOSED
