"""What can be typed: names, options and help. The work is done elsewhere, once the environment is settled."""

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli import checking, database, ready, serving
from evenhand.cli.exits import Exit
from evenhand.config import options

app = typer.Typer(
    name="evenhand",
    no_args_is_help=True,
    add_completion=False,
    help="Share a scarce good evenly.",
    rich_markup_mode=None,
)


@app.command()
def migrate() -> None:
    """Bring the database up to date."""
    with database.served():
        database.migrate()
    typer.echo("The database is up to date.")


@app.command()
def check() -> None:
    """Examine settings, keys, versions, roles and the wall between cities."""
    with database.served():
        findings = checking.findings()
    for finding in findings:
        typer.echo(f"{'ok' if finding.good else 'NO'}  {finding.words}")
    if not all(finding.good for finding in findings):
        raise typer.Exit(Exit.CONFIGURATION)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 picks a free one.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer pages and gate.", min=1)] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Say where in one line of JSON.")] = False,
) -> None:
    """Run everything on this machine: database, pages, gate, worker."""
    serving.serve(host, port, workers, as_json)


@app.command()
def worker() -> None:
    """Run one worker over the database, until SIGTERM."""
    with database.served():
        ready.work("evenhand.worker").main()


@app.command("load-city")
def load_city(
    file: Annotated[Path, typer.Argument(help="The city's TOML file.", exists=True, dir_okay=False, readable=True)],
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="The city rehearses: its clock may be set.")] = False,
) -> None:
    """Load a city, its outlets and its campaigns from a file. Loading it again brings it up to date."""
    with database.served():
        database.migrate()
        typer.echo(
            ready.work("evenhand.cli.loading").load(file, rehearsal=rehearsal or options.switch("EVENHAND_DEMO"))
        )
