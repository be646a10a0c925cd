"""What a city publishes of a draw that it held: the verifier agrees, and finds whatever the city changes afterwards."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evenhand.adapters.beacon import fake
from evenhand.apps.ballots import queries
from evenhand.apps.ballots.keys import log_key
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.cli import holding
from evenhand.config.errors import Misconfigured
from evenhand.core.draw import bundle
from evenhand.core.draw import seal as sealing
from evenhand.core.draw.notation import digest
from evenhand.core.errors import Reason
from tests.apps.ballots import ceremonies
from tests.apps.ballots.ceremonies import Ceremony
from tests.core.draw import staged
from tests.refusing import refusing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ceremony(transactional_db: None) -> Ceremony:
    made = ceremonies.found(people=12, quota=20)
    made.enter(*made.town.people)
    return made


def sealed(ceremony: Ceremony) -> None:
    ceremony.commit(0, 1)
    ceremony.freeze()
    ceremony.reveal(0, 1)
    ceremony.seal()


def checked(files: dict[str, bytes]) -> tuple[int, list[str], list[str]]:
    verdict: tuple[int, list[str], list[str]] = staged.verifier().verify(files)
    return verdict


@pytest.mark.req("draw:9", "domain:R11", "domain:F2")
def test_a_round_brought_by_hand_holds_the_draw_and_its_bundle_is_verified(ceremony: Ceremony, tmp_path: Path) -> None:
    sealed(ceremony)
    draw, out = ceremony.draw(), tmp_path / "bundle.zip"
    brought = tmp_path / "round.json"
    with refusing(Reason.NOT_YET, "draw"):
        holding.export(ceremony.slug, draw.code, out)
    brought.write_text(json.dumps({"round": draw.round, "signature": fake.sign(draw.round).hex()}))
    with refusing(Reason.NOT_YET, "round"):
        holding.hold(ceremony.slug, draw.code, brought)
    ceremony.town.clock(draw.drawn_at)
    for wrong in (b"no round", b'{"round": "1", "signature": "00"}', b'{"round": 1}'):
        (tmp_path / "wrong.json").write_bytes(wrong)
        with pytest.raises(Misconfigured):
            holding.hold(ceremony.slug, draw.code, tmp_path / "wrong.json")
    assert "12 entrants, 4 winners" in holding.hold(ceremony.slug, draw.code, brought)
    ceremony.town.drain()
    assert "already" in holding.hold(ceremony.slug, draw.code, brought)
    holding.export(ceremony.slug, draw.code, out)
    first = out.read_bytes()
    holding.export(ceremony.slug, draw.code, out)
    assert out.read_bytes() == first
    verifier = staged.VERIFIER
    ended = subprocess.run([sys.executable, "-I", verifier, out, "--json"], capture_output=True, check=False, text=True)
    told = json.loads(ended.stdout)
    assert (told["exit"], ended.returncode) == (3, 3), told
    assert all("was not checked (--seen, --place)" in limit for limit in told["limits"]), told["limits"]


@pytest.mark.req("people:P2", "draw:7")
def test_every_entrants_own_paper_holds_and_names_nobody(ceremony: Ceremony, tmp_path: Path) -> None:
    ceremony.whole()
    draw = ceremony.draw()
    with city_transaction(ceremony.slug):
        files = dict(queries.bundle_files(city=ceremony.slug, draw=draw) or {})
        entries = [
            queries.entry(city=ceremony.slug, draw_id=draw.id, person=person.tag) for person in ceremony.town.people
        ]
        papers = [queries.own_paper(city=ceremony.slug, draw=draw, label=entry.label) for entry in entries if entry]
    verify = staged.verifier()
    for paper in papers:
        assert paper is not None
        told = json.loads(queries.paper_file(paper))
        code, _, wrong = verify.verify(files, more=[lambda made, told=told: made.check_entry(told)])
        assert code == 3, wrong
    whole = b"".join(files.values())
    assert not [person for person in ceremony.town.people if person.tag in whole or str(person.id).encode() in whole]


@pytest.mark.req("draw:1")
@pytest.mark.parametrize("attack", ["drops an entrant", "edits a leaf", "swaps the round", "reveals late", "nothing"])
def test_whatever_a_city_changes_after_its_freeze_is_found(ceremony: Ceremony, attack: str) -> None:
    """Who attacks holds the log's key and signs anew what can be signed. `nothing` is the control."""
    ceremony.whole()
    draw = ceremony.draw()
    with city_transaction(ceremony.slug):
        files = dict(queries.bundle_files(city=ceremony.slug, draw=draw) or {})
        key = log_key(ceremony.slug)
    seal = json.loads(files["seal.json"])
    match attack:
        case "drops an entrant":
            files["leaves.bin"] = files["leaves.bin"][: -len(files["leaves.bin"]) // 12]
        case "edits a leaf":
            files["leaves.bin"] = files["leaves.bin"][:24] + b"\x06" + files["leaves.bin"][25:]
        case "swaps the round":
            told = json.loads(files["beacon.json"])
            files["beacon.json"] = staged.written(told | {"signature": fake.sign(draw.round + 1).hex()})
        case "reveals late":
            seal["seal"]["unix_ms"] = int(draw.drawn_at.timestamp() * 1000) + 1
            signature = key.sign(sealing.PREFIX + draw.rules.digest + digest(staged.written(seal["seal"])))
            files["seal.json"] = staged.written(seal | {"signature": signature.hex()})
    code, _, words = checked(staged.resigned(files, key))
    assert code == (3 if attack == "nothing" else 1), words
    if attack == "nothing":
        assert bundle.archive(files)
