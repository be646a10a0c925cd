"""Runs `evenhand day` and `evenhand demo`: the whole system on this machine, the acts, the figures at the end."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import typer

from evenhand.cli import failures, loading, progress, system
from evenhand.cli.day import play, report
from evenhand.cli.day.evening import Outcome
from evenhand.cli.day.play import Script
from evenhand.cli.exits import Exit
from evenhand.config import home
from evenhand.config.postgres import Server

PAGES = 2
"""Processes that answer pages; the gate is one of its own."""
LOG = "day.log"


def run(server: Server | None, *, key: bytes, files: Sequence[Path], script: Script, as_json: bool) -> Exit:
    """Play the day of these cities, write a report of each, say how it went. Returns how the command should end."""
    policies = [loading.read(file) for file in files]
    with (
        (home.folder() / LOG).open("ab") as log,
        progress.bars() as bar,
        system.running(server, key=key, workers=PAGES, gate_alone=True, output=log) as running,
    ):
        ends = asyncio.run(play.play(running, policies, script, bar))
    exits = [_tell(policy.city.slug, end, as_json) for policy, end in zip(policies, ends, strict=True)]
    return next(filter(None, exits), Exit.OK)


def _tell(city: str, end: Outcome | BaseException, as_json: bool) -> Exit:
    """Say how a city's day ended."""
    if isinstance(end, BaseException):
        code, words = failures.of(end)
        typer.echo(f"{city}: {words}", err=True)
        return code
    written = report.write(end, home.folder() / "reports")
    typer.echo(json.dumps(end.figures) if as_json else _words(end, written))
    for name, count in end.broken.items():
        typer.echo(f"{city}: BROKEN {name}: {count}", err=True)
    return Exit.BROKEN if end.broken else Exit.OK


def _words(outcome: Outcome, reports: Sequence[Path]) -> str:
    figures = outcome.figures
    lines = [
        f"{figures['city']}: {figures['granted']:,} of {figures['residents']:,} residents got a share.",
        f"  {figures['handed_over']:,} parcels were handed over, {figures['returned']:,} came back to the shelf.",
        f"  99 of 100 answers came within {figures['p99_ms']} ms; the whole day took {figures['seconds']} s.",
        "  Every promise was kept." if not outcome.broken else "  NOT every promise was kept.",
        *(f"  report: {file}" for file in reports),
    ]
    return "\n".join(lines)
