"""Killed at any step of a draw, or asked twice: one result, the same bytes, and the database refuses another."""

import signal
import subprocess
import sys

import pytest
from django.db import DatabaseError

from evenhand.apps.ballots import models, queries
from evenhand.apps.ballots import services as ballots
from evenhand.apps.ballots.services import holding
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason
from tests.apps.ballots import ceremonies
from tests.apps.ballots.ceremonies import Ceremony, open_rights
from tests.core.draw import staged
from tests.house import tree

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ceremony(transactional_db: None) -> Ceremony:
    return ceremonies.found()


@pytest.mark.req("draw:13", "trust:I8")
def test_a_worker_that_is_killed_in_each_step_leaves_one_draw_with_the_same_bytes(ceremony: Ceremony) -> None:
    """A real process each time, and SIGKILL: what it wrote of the step is gone, and the next one does it whole."""
    ceremonies.enter(ceremony.town, *ceremony.town.people)
    killed("leaf", ceremony)
    ceremony.town.drain()
    ceremony.commit(0, 1)
    draw = ceremony.draw()
    ceremony.town.clock(ceremonies.CLOSES)
    killed("freeze", ceremony)
    killed("anchor", ceremony)
    ceremony.town.drain()
    ceremony.reveal(0, 1)
    ceremony.town.clock(draw.reveals_until)
    killed("seal", ceremony)
    ceremony.town.drain()
    ceremony.town.clock(draw.drawn_at)
    for step in ("round", "result", "rights"):
        killed(step, ceremony)
    ceremony.town.drain()
    with city_transaction(ceremony.slug):
        [made] = queries.results(city=ceremony.slug, draw_id=draw.id)
        row = models.Draw.objects.get(city=ceremony.slug, id=draw.id)
        again = holding.compute(ceremony.slug, row, draw.rules, bytes.fromhex(made.beacon))
        files = dict(queries.bundle_files(city=ceremony.slug, draw=ceremony.draw()) or {})
        assert len(queries.leaf_bytes(city=ceremony.slug, draw_id=draw.id)) == len(ceremony.town.people)
    assert list(again.rows) == ceremony.rows()
    assert (again.result_root, again.ikm, again.salt) == (made.result_root, made.ikm, made.salt)
    assert len(open_rights(ceremony)) == 2
    code, _, wrong = staged.verifier().verify(files)
    assert code == 3, wrong


def killed(step: str, ceremony: Ceremony) -> None:
    command = [sys.executable, "-m", "tests.apps.ballots.dying", ceremony.slug, step]
    ended = subprocess.run(command, cwd=tree.ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, (step, ended.stderr)


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
