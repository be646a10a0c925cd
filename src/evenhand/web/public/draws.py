"""The draw's public page: what is fixed, since when and where else it lies; one's own row; the bundle.

Nothing on it names anybody: who looks up a row brings the code of a receipt.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpResponse

from evenhand.apps.ballots import queries as ballots
from evenhand.apps.ballots.queries import Draw, Entry, Standing
from evenhand.core import labels
from evenhand.core.draw import bundle as bundles
from evenhand.core.draw import canonical
from evenhand.core.errors import Reason, Refused
from evenhand.web.kit import doors
from evenhand.web.kit import draws as kit
from evenhand.web.kit.visits import Visit

MOST_WINNERS = 60
"""Codes of winners that the page itself lists; the bundle has all."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a code leads to: the entry, and once it is drawn its row and paper."""

    entry: Entry
    standing: Standing | None
    paper: Mapping[str, object] | None

    @property
    def script(self) -> str:
        """The paper as a script reads it."""
        return json.dumps(self.paper) if self.paper else ""


@doors.open_to_all
def draws(visit: Visit) -> HttpResponse:
    """Every draw of the city, newest first."""
    known = [each for each in ballots.draws(city=visit.slug) if each.state != "proposed"]
    return visit.render("public/draws.html", draws=[kit.of(visit, each) for each in known])


@doors.open_to_all
def draw(visit: Visit, code: str) -> HttpResponse:
    """The page that works without a script; with one, the browser recomputes the row it shows."""
    shown = _published(visit, code)
    asked = visit.request.GET.get("code", "").strip()
    return visit.render(
        "public/draw.html",
        shown=shown,
        board=shown.board,
        asked=asked,
        found=_find(visit, shown.draw, asked) if asked else None,
        winners=ballots.winning_codes(city=visit.slug, draw=shown.draw, most=MOST_WINNERS) if shown.made else (),
    )


@doors.open_to_all
def paper(visit: Visit, code: str) -> HttpResponse:
    """One's own row and its proofs as a file for the verifier's `--entry`. Refused: NOT_FOUND, NOT_YET."""
    found = _find(visit, _published(visit, code).draw, visit.request.GET.get("code", ""))
    if found is None:
        raise Refused(Reason.NOT_FOUND, "code")
    if found.paper is None:
        raise Refused(Reason.NOT_YET, "draw")
    return _json(ballots.paper_file(found.paper), f"{code}-entry")


@doors.open_to_all
def file(visit: Visit, code: str, name: str) -> HttpResponse:
    """A part of the bundle as soon as it is fixed. Refused: NOT_FOUND, NOT_YET."""
    known = _published(visit, code).draw
    parts = {"rules": known.rules.raw, "freeze": known.record, "seal": _seal(known)}
    if name not in parts:
        raise Refused(Reason.NOT_FOUND, "file")
    if not parts[name]:
        raise Refused(Reason.NOT_YET, "draw")
    return _json(parts[name], f"{code}-{name}")


@doors.open_to_all
def bundle(visit: Visit, code: str) -> HttpResponse:
    """The whole bundle, made once. Refused: NOT_FOUND, NOT_YET."""
    found = _published(visit, code).draw
    folder = settings.EVENHAND_HOME / "bundles" / visit.slug
    made: Path = folder / ballots.bundle_name(city=visit.slug, draw=found)
    if not made.exists():
        files = ballots.bundle_files(city=visit.slug, draw=found)
        if files is None:
            raise Refused(Reason.NOT_YET, "draw")
        folder.mkdir(parents=True, exist_ok=True)
        part = made.with_name(f"{made.name}.{id(visit)}.part")
        part.write_bytes(bundles.archive(files))
        part.replace(made)
    return FileResponse(made.open("rb"), as_attachment=True, filename=f"{code}.zip")  # type: ignore[return-value]  # a response like any other


def _published(visit: Visit, code: str) -> kit.Shown:
    shown = kit.shown(visit, code)
    if shown.draw.state == "proposed":
        raise Refused(Reason.NOT_FOUND, "draw")
    return shown


def _find(visit: Visit, draw: Draw, code: str) -> Found | None:
    entry = ballots.entry_by_code(city=visit.slug, draw_id=draw.id, code=labels.normal(code))
    if entry is None or entry.withdrawn:
        return None
    standing = ballots.standing(city=visit.slug, draw=draw, label=entry.label)
    return Found(entry, standing, ballots.own_paper(city=visit.slug, draw=draw, label=entry.label))


def _seal(draw: Draw) -> bytes:
    if not draw.seal:
        return b""
    return canonical.write({"seal": canonical.read(draw.seal), "signature": draw.seal_signature.hex()})


def _json(raw: bytes, name: str) -> HttpResponse:
    response = HttpResponse(raw, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response
