"""Runs `evenhand drill`: the whole system on this machine, one opening, the figures and a report at the end."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import typer

from evenhand.cli import loading, progress, system
from evenhand.cli.drill import rehearsal, report
from evenhand.cli.drill.rehearsal import Drilled, Script
from evenhand.cli.exits import Exit
from evenhand.config import home
from evenhand.config.postgres import Server

PAGES = 1
LOG = "drill.log"


def run(server: Server | None, *, key: bytes, file: Path, script: Script, as_json: bool) -> Exit:
    """Rehearse the opening of this city, write the report, say how it went. Returns how the command should end."""
    policy = loading.read(file)
    with (
        (home.folder() / LOG).open("ab") as log,
        progress.bars() as bar,
        system.running(server, key=key, workers=PAGES, gate_alone=True, output=log) as running,
    ):
        end = asyncio.run(rehearsal.rehearse(running, policy, script, bar))
    written = report.write(end, home.folder() / "reports")
    typer.echo(json.dumps(end.figures) if as_json else _words(end, written))
    for name, count in end.broken.items():
        typer.echo(f"{end.city}: BROKEN {name}: {count}", err=True)
    return Exit.BROKEN if end.broken else Exit.OK


def _words(drilled: Drilled, reports: Sequence[Path]) -> str:
    figures = drilled.figures
    lines = [
        f"{drilled.city}: {figures['people']:,} people came within {drilled.script.minutes:g} minutes,",
        f"  {figures['peak_per_s']:,} a second at most. {figures['granted']:,} got a share,",
        f"  of {figures['quota']:,} units together; {figures['unanswered']:,} were left without an answer.",
        f"  Half of the answers came within {figures['p50_ms']:,} ms, 99 of 100 within {figures['p99_ms']:,} ms.",
        f"  The gate took {figures['gate_mb']:,} MB at most.",
        "  Every promise was kept." if not drilled.broken else "  NOT every promise was kept.",
        *(f"  report: {file}" for file in reports),
    ]
    return "\n".join(lines)
