"""A draw that anybody can recompute: held by hand, written out, checked.

The verifier needs no database and is a program of its own, run as one.
"""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli import database, ready
from evenhand.config import home

app = typer.Typer(name="draw", no_args_is_help=True, help="A draw that anybody can recompute.")

ANYTHING = {"ignore_unknown_options": True, "allow_extra_args": True}
City = Annotated[str, typer.Argument(help="The city's slug.")]
Code = Annotated[str, typer.Argument(help="What the draw is called: `draw_id` of its rules.")]


@app.callback()
def draw() -> None:
    """A draw that anybody can recompute."""


@app.command()
def hold(
    city: City,
    code: Code,
    beacon: Annotated[
        Path | None,
        typer.Option(help="The round as a relay publishes it (JSON), brought by hand.", exists=True, dir_okay=False),
    ] = None,
) -> None:
    """Hold a sealed draw with its round: from the file, or from the relays. Done before, it changes nothing."""
    with database.served():
        database.migrate()
        typer.echo(ready.work("evenhand.cli.holding").hold(city, code, beacon))


@app.command()
def export(
    city: City,
    code: Code,
    out: Annotated[Path, typer.Argument(help="Where to write the bundle (.zip).", dir_okay=False)],
) -> None:
    """Write all that is published of a draw, as the verifier reads it: whole or not at all."""
    with database.served():
        database.migrate()
        typer.echo(ready.work("evenhand.cli.holding").export(city, code, out))


@app.command()
def void(
    city: City,
    code: Code,
    signed: Annotated[
        Path,
        typer.Argument(help="What `evenhand official void` printed, signed by two.", exists=True, dir_okay=False),
    ],
) -> None:
    """Set a result aside, as two officials signed: in public, and the record stays."""
    with database.served():
        database.migrate()
        typer.echo(ready.work("evenhand.cli.holding").void(city, code, signed))


@app.command(context_settings=ANYTHING | {"help_option_names": []})
def verify(context: typer.Context) -> None:
    """Check a bundle (folder or .zip) with the one-file verifier; --help tells its options, which it obeys itself."""
    command = [sys.executable, "-I", str(home.verifier()), *context.args]
    ended = subprocess.run(command, check=False)  # noqa: S603  # our own file
    raise typer.Exit(ended.returncode)
