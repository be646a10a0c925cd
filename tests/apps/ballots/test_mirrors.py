"""Another city's mirror as a process of its own: it signs since when it has had a digest, and is believed."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evenhand.apps.ballots import queries
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.cli.mirroring import Mirror
from evenhand.core.draw.anchors import Anchor, AnchorKind, check_mirror
from evenhand.core.draw.flaws import Flawed
from tests.apps.ballots import ceremonies
from tests.core.draw import staged

SAID = {"city": "c", "name": "n", "digest": "ab" * 32, "body": "00"}


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Address and key of a mirror that runs."""
    command = [sys.executable, "-m", "evenhand.cli", "mirror", str(tmp_path / "kept"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        found = re.search(r"(http://\S+) keeps anchors; its key: (\w+)", process.stdout.readline())
        assert found
        yield found[1], found[2]
        process.send_signal(signal.SIGTERM)


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("draw:3")
def test_who_trusts_a_mirror_finds_a_draw_verified_without_limits(mirror: tuple[str, str], settings: Any) -> None:
    address, key = mirror
    settings.EVENHAND_MIRRORS = ["http://127.0.0.1:9", address]
    ceremony = ceremonies.found(people=2)
    ceremony.enter(*ceremony.town.people)
    ceremony.whole()
    with city_transaction(ceremony.slug):
        files = dict(queries.bundle_files(city=ceremony.slug, draw=ceremony.draw()) or {})
    verify = staged.verifier().verify
    assert verify(files, places={address: bytes.fromhex(key)})[0::2] == (0, [])
    assert verify(files)[0] == 3
    assert verify(files, places={address: bytes(32)})[0] == 1


def test_a_mirror_keeps_the_first_hour_and_signs_for_nothing_else(tmp_path: Path) -> None:
    hours = iter([100.0, 200.0, 300.0])
    kept = Mirror(tmp_path, staged.MIRROR, lambda: next(hours))
    first = kept.keep(SAID)
    assert kept.keep(SAID) == first == kept.find(SAID["digest"])
    assert first["unix_s"] == 100
    key = staged.MIRROR.public_key().public_bytes_raw()
    anchor = Anchor(
        "", "", AnchorKind.MIRROR, 100, bytes.fromhex(SAID["digest"]), bytes.fromhex(str(first["signature"]))
    )
    check_mirror(anchor, key)
    with pytest.raises(Flawed):
        check_mirror(Anchor("", "", AnchorKind.MIRROR, 99, anchor.digest, anchor.proof), key)
    for wrong in (
        {},
        [],
        {**SAID, "digest": "../x"},
        {**SAID, "body": "x"},
        {**SAID, "more": "1"},
        {**SAID, "name": 1},
    ):
        with pytest.raises(ValueError, match=r"\w"):
            kept.keep(wrong)
    assert kept.find("../../x") is None
