"""`evenhand draw hold`, `export` and `void`: a round brought by hand, a bundle written out, a result set aside."""

import json
import os
from datetime import datetime
from pathlib import Path

from evenhand.apps.ballots import queries as ballots_read
from evenhand.apps.ballots import services as ballots
from evenhand.apps.ballots.queries import Draw
from evenhand.apps.cities import queries as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.config.errors import Misconfigured
from evenhand.core.draw import bundle
from evenhand.core.draw import void as voids
from evenhand.core.draw.flaws import Flawed
from evenhand.core.draw.void import VoidReason
from evenhand.core.errors import Reason, Refused

BY_HAND = "by hand"
"""Who brought the round, where a file did."""


def hold(city: str, code: str, beacon: Path | None) -> str:
    """Hold a draw, whoever brings its round. Returns what came of it, in words.

    Refused: NOT_FOUND (city, draw), WRONG_STATE (not sealed, or its anchors are missing), NOT_YET (the round's hour),
    INPUT_INVALID (another round, or not the beacon's). Misconfigured: the file is no round.
    """
    with city_transaction(city) as at:
        draw = _draw(city, code)
        if draw.state != "drawn":
            _bring(city, at, draw, beacon)
        newly = ballots.hold_draw(city=city, at=at, draw_id=draw.id)
        made = ballots_read.results(city=city, draw_id=draw.id)[-1]
    how = "is drawn" if newly else "was drawn already, and stays as it was"
    return f"{code} {how}: {made.entrants} entrants, {sum(made.sizes)} winners, result root {made.result_root.hex()}"


def export(city: str, code: str, out: Path) -> str:
    """Write a draw's bundle: whole or not at all. Returns what it weighs, in words. Refused: NOT_FOUND, NOT_YET."""
    with city_transaction(city):
        draw = _draw(city, code)
        files = ballots_read.bundle_files(city=city, draw=draw)
    if files is None:
        raise Refused(Reason.NOT_YET, "draw")
    raw = bundle.archive(files)
    write_whole(out, raw)
    return f"{out}: {len(files)} files, {len(raw)} bytes; `evenhand draw verify {out}` checks them"


def void(city: str, code: str, signed: Path) -> str:
    """Set the attempt that counts aside. Returns what comes next, in words.

    Refused: NOT_FOUND, WRONG_STATE (not held, or void already), NOT_ALLOWED. Misconfigured: the file is no void.
    """
    try:
        read = voids.read(signed.read_bytes())
    except Flawed as flawed:
        raise Misconfigured(f"{signed} is no void: {flawed}") from None
    with city_transaction(city) as at:
        draw = _draw(city, code)
        reason = ballots.void_draw(city=city, at=at, draw_id=draw.id, void=read)
        after = _draw(city, code)
    ended = reason is VoidReason.ROSTER_ERROR
    what = "it is not drawn again" if ended else f"round {after.round} decides, {after.drawn_at.isoformat()}"
    return f"{code}: attempt {draw.attempt} is void ({reason.value}); {what}"


def write_whole(file: Path, raw: bytes) -> None:
    """On disk under its name whole, or not at all. Misconfigured: it cannot be written there."""
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as opened:
            opened.write(raw)
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
    except OSError as error:
        raise Misconfigured(f"{file} can't be written: {error.strerror}") from None


def _draw(city: str, code: str) -> Draw:
    cities.city(city)
    found = ballots_read.draw_by_code(city=city, code=code)
    if found is None:
        raise Refused(Reason.NOT_FOUND, "draw")
    return found


def _bring(city: str, at: datetime, draw: Draw, beacon: Path | None) -> None:
    if beacon is None:
        ballots.fetch_rounds(city=city, at=at)
        return
    number, signature = _round(beacon)
    ballots.bring_round(city=city, at=at, draw_id=draw.id, number=number, signature=signature, source=BY_HAND)


def _round(file: Path) -> tuple[int, bytes]:
    """A round as relays publish it: `{"round": …, "signature": "…"}`; what else it says does not matter."""
    try:
        told = json.loads(file.read_bytes())
        number, signature = told["round"], bytes.fromhex(told["signature"])
    except (OSError, ValueError, KeyError, TypeError):
        raise Misconfigured(f"{file} is no round of a beacon: JSON with `round` and `signature` is") from None
    if type(number) is not int:
        raise Misconfigured(f"{file} is no round of a beacon: `round` is a whole number")
    return number, signature
