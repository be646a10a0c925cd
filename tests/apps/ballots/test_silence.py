"""A beacon whose relays are silent: the fallback of the rules applies a day later, and only then.

The relays are fakes at the world's edge: they speak drand's protocol over HTTP, with real signatures of our own chain.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from evenhand.adapters.beacon import drand
from evenhand.apps.ballots import models, queries
from evenhand.apps.ballots import services as ballots
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason
from tests.apps.ballots import ceremonies
from tests.apps.ballots.ceremonies import Ceremony
from tests.core.draw import staged
from tests.refusing import refusing

pytestmark = pytest.mark.django_db(transaction=True)
LATE = timedelta(days=1)


class FakeRelay(ThreadingHTTPServer):
    """A FAKE relay of a chain of ours: silent about `lacking`, and a liar where it `lies`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.lacking: set[int] = set()
        self.lies = False
        Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    """GET /CHAIN/public/ROUND, as drand answers it."""

    server: FakeRelay

    def do_GET(self) -> None:
        number = int(self.path.rsplit("/", 1)[-1])
        if number in self.server.lacking:
            self.send_error(404, "no such round")
            return
        signature = staged.own_round(number + self.server.lies)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"round": number, "signature": signature.hex()}).encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def relays(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[FakeRelay]]:
    made = [FakeRelay() for _ in range(2)]
    chain = {"chain": staged.own_chain(), "relays": [each.address for each in made]}
    monkeypatch.setattr(drand, "CHAINS", {"ours": chain})
    monkeypatch.setattr(drand, "PAUSE_S", 0)
    yield made
    for each in made:
        each.shutdown()
        each.server_close()


@pytest.fixture
def ceremony(transactional_db: None, relays: list[FakeRelay], tmp_path: Path) -> Ceremony:
    """Sealed, and the hour of the round has come: no relay has it."""
    file = tmp_path / ceremonies.FILE.name
    seed = 'beacon = "ours", fallbacks = ["ours"]'
    file.write_text(ceremonies.FILE.read_text("utf-8").replace('beacon = "rehearsal"', seed), "utf-8")
    made = ceremonies.found(file=file)
    made.enter(*made.town.people)
    for relay in relays:
        relay.lacking.add(made.draw().round)
    made.whole()
    return made


def silences(ceremony: Ceremony) -> int:
    with city_transaction(ceremony.slug):
        return models.Silence.objects.filter(city=ceremony.slug).count()


@pytest.mark.req("draw:3", "draw:13")
def test_two_relays_silent_for_a_day_let_the_fallback_apply_and_nobody_can_go_back(ceremony: Ceremony) -> None:
    first = ceremony.draw()
    ceremony.town.clock(first.drawn_at + LATE - timedelta(seconds=1))
    ceremony.town.drain()
    assert (ceremony.draw().state, silences(ceremony)) == ("sealed", 0)
    ceremony.town.clock(first.drawn_at + LATE)
    ceremony.town.drain()
    assert (ceremony.draw().fallback, silences(ceremony)) == (0, 2)
    with refusing(Reason.INPUT_INVALID, "round"):
        bring_first(ceremony, first.round)
    ceremony.town.drain()
    draw = ceremony.draw()
    assert (draw.state, draw.round) == ("drawn", first.round + 28_800)
    with city_transaction(ceremony.slug):
        files = queries.bundle_files(city=ceremony.slug, draw=draw)
    assert files is not None
    code, _, limits = staged.verifier().verify(files)
    assert code == 3
    assert "fallback 0 applied" in limits
    told = json.loads(files["beacon.json"])
    assert sorted(each["relay"] for each in told["silence"]) == sorted(draw.rules.terms.relays)
    assert all("404" in each["answer"] for each in told["silence"])


@pytest.mark.parametrize("liar", [True, False])
def test_one_relay_that_has_it_is_enough_and_a_liar_does_not_stop_it(
    ceremony: Ceremony, relays: list[FakeRelay], liar: bool
) -> None:
    first = ceremony.draw()
    relays[1].lacking.clear()
    if liar:
        relays[0].lacking.clear()
        relays[0].lies = True
    ceremony.town.clock(first.drawn_at + LATE)
    ceremony.town.drain()
    draw = ceremony.draw()
    assert (draw.state, draw.round, draw.fallback, silences(ceremony)) == ("drawn", first.round, -1, 0)


def bring_first(ceremony: Ceremony, number: int) -> None:
    with city_transaction(ceremony.slug) as at:
        ballots.bring_round(
            city=ceremony.slug, at=at, draw_id=ceremony.draw_id, number=number, signature=staged.own_round(number),
            source="a friend",
        )  # fmt: skip
