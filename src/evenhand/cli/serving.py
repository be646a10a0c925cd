"""`evenhand serve`: everything on one machine, until it is told to stop."""

import json
import signal
import sys
import webbrowser
from types import FrameType

import typer

from evenhand.cli import database, ready, system
from evenhand.config import keys, options
from evenhand.config.postgres import Server


def serve(host: str, port: int, workers: int, as_json: bool) -> None:
    """Bring the database up to date, run all processes, say where they answer, and stay."""
    with database.served() as server:
        database.migrate()
        stay(server, host=host, port=port, workers=workers, as_json=as_json)


def stay(server: Server | None, *, host: str, port: int, workers: int, as_json: bool, look: bool = False) -> None:
    """The same over a database that answers and is up to date. `look`: show the pages to whoever sits before it."""
    with system.running(server, key=keys.required(), host=host, port=port, workers=workers) as running:
        _end_on_signal(running)
        announce(running.base_url, as_json)
        if look and sys.stdout.isatty():
            webbrowser.open(running.base_url)
        running.wait()


def announce(base_url: str, as_json: bool) -> None:
    """Print where the pages are and, in a rehearsal, how to enter as each kind of person."""
    links = sign_in_links(base_url)
    if as_json:
        typer.echo(json.dumps({"base_url": base_url, "links": links}))
        return
    typer.echo(f"Evenhand answers at {base_url}")
    for city, roles in links.items():
        for role, link in roles.items():
            typer.echo(f"  {city:12} {role:12} {link}")


def sign_in_links(base_url: str) -> dict[str, dict[str, str]]:
    """City, role, link: for the cities that rehearse. None outside a rehearsal."""
    if not options.switch("EVENHAND_DEMO"):
        return {}
    links: dict[str, dict[str, str]] = ready.work("evenhand.cli.links").of_every_city(base_url)
    return links


def _end_on_signal(running: system.System) -> None:
    def end(number: int, frame: FrameType | None) -> None:
        running.over.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
