"""What can be typed: names, options and help. The work is done elsewhere, once the environment is settled."""

import signal
import threading
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli import (
    checking,
    city_files,
    database,
    drawing,
    mapping,
    mirroring,
    official,
    ready,
    rehearsing,
    serving,
    system,
)
from evenhand.cli.exits import Exit
from evenhand.config import keys, options
from evenhand.config.postgres import Server
from evenhand.core.terms import Role

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


@app.command("open-city")
def open_city(
    slug: Annotated[str, typer.Argument(help="Its short name in addresses: lower-case letters, digits or -.")],
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="The city rehearses: its clock may be set.")] = False,
) -> None:
    """Print the link at which people open their city with a form; it works once, for a week."""
    with database.served():
        database.migrate()
        work = ready.work("evenhand.cli.staffing")
        typer.echo(work.open_city(slug, rehearsal=rehearsal or options.switch("EVENHAND_DEMO")))


@app.command()
def people(
    city: Annotated[str, typer.Argument(help="The city's slug.")],
    count: Annotated[int, typer.Option(help="How many people.", min=1, max=5_000_000)],
    seed: Annotated[int, typer.Option(help="The same seed makes the same people.")] = 1,
) -> None:
    """Fill a city with imagined residents: verified, nobody real, nobody twice."""
    with database.served():
        database.migrate()
        typer.echo(ready.work("evenhand.cli.people").build(city, count=count, seed=seed))


@app.command()
def reseal(city: Annotated[str, typer.Argument(help="The city's slug.")]) -> None:
    """Seal a city's personal data under the first of EVENHAND_VAULT_KEYS; then the others can be thrown away."""
    with database.served():
        database.migrate()
        typer.echo(ready.work("evenhand.cli.resealing").reseal(city))


@app.command()
def statement(
    city: Annotated[str, typer.Argument(help="The city's slug.")],
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day, included.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON, in fen.")] = False,
) -> None:
    """Say what a city's books hold for some days, account by account. Together it is nothing."""
    with database.served():
        database.migrate()
        typer.echo(ready.work("evenhand.cli.stating").state(city, first=first, last=last, as_json=as_json))


@app.command()
def reconcile(
    city: Annotated[str, typer.Argument(help="The city's slug.")],
    on: Annotated[datetime, typer.Option(help="The day, as the payment service cuts days.", formats=["%Y-%m-%d"])],
) -> None:
    """Compare a day's payments with the payment service's own list. Ends with 1 where they differ."""
    with database.served():
        found = list(ready.work("evenhand.cli.reconciling").lines(city, on.date()))
    typer.echo("\n".join(found) if found else "Both lists agree.")
    raise typer.Exit(Exit.BROKEN if found else Exit.OK)


@app.command()
def fakepay(
    doors: Annotated[
        str, typer.Option(help="Where our pages answer, to be told of payments.")
    ] = "http://127.0.0.1:8000",
    port: Annotated[int, typer.Option(help="Port of the first service; 0 picks free ones.", min=0, max=65534)] = 0,
) -> None:
    """Run fake payment services, with real signatures, for trying out the real adapters."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    ready.work("evenhand.cli.fakepay").serve(doors, port, over, say=typer.echo)


@app.command()
def staff(
    city: Annotated[str, typer.Argument(help="The city's slug.")],
    role: Annotated[Role, typer.Argument(help="What somebody does.")],
    name: Annotated[str, typer.Argument(help="What somebody is called.")],
    handle: Annotated[str, typer.Argument(help="The short name to sign in with.")],
    outlet: Annotated[str | None, typer.Option(help="Code of the outlet of a merchant or rider.")] = None,
) -> None:
    """Let somebody work in a city, and print the link that sets up the sign-in."""
    with database.served():
        database.migrate()
        work = ready.work("evenhand.cli.staffing")
        typer.echo(work.let_in(city, role=role, name=name, handle=handle, outlet=outlet))


@app.command()
def partner(
    city: Annotated[str, typer.Argument(help="The city's slug.")],
    name: Annotated[str, typer.Argument(help="What the partner is called.")],
    outlet: Annotated[str | None, typer.Option(help="Code of the outlet that it acts for.")] = None,
) -> None:
    """Let another system use the city's API, and print its key once."""
    with database.served():
        database.migrate()
        typer.echo(ready.work("evenhand.cli.partnering").let_in(city, name=name, outlet=outlet))


Cities = Annotated[
    list[str] | None, typer.Argument(help="Cities that come with Evenhand, by name, or files of others.")
]
Residents = Annotated[int, typer.Option(help="Imagined residents of each city.", min=20, max=1_000_000)]
Packs = Annotated[int, typer.Option(help="Packs that each city has to share.", min=1, max=100_000)]
Seed = Annotated[int, typer.Option(help="The same seed imagines the same people and the same chances.")]
Stream = Annotated[
    float, typer.Option(help="Real seconds from the hour to the last resident's arrival.", min=1, max=3600)
]


@app.command()
def day(
    cities: Cities = None,
    residents: Residents = 20_000,
    packs: Packs = 2_000,
    seed: Seed = 1,
    stream: Stream = 40,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of figures for each city.")] = False,
) -> None:
    """Play one whole day of imagined cities against the real system, and audit it."""
    rehearsing.settle()
    with database.served() as server:
        database.migrate()
        end = _play(server, cities or [], as_json, residents=residents, packs=packs, seed=seed, stream_s=stream)
    raise typer.Exit(end)


@app.command()
def drill(
    city: Annotated[str, typer.Argument(help="A city that comes with Evenhand, by name, or the file of another.")],
    people: Annotated[int, typer.Option(help="Imagined residents who come.", min=20, max=1_000_000)] = 10_000,
    minutes: Annotated[float, typer.Option(help="Real minutes in which they come.", min=0.05, max=120)] = 1,
    packs: Annotated[int | None, typer.Option(help="Packs to share; else a tenth of the people.", min=1)] = None,
    per_second: Annotated[int | None, typer.Option(help="Turn the surge dial to so many a second.", min=1)] = None,
    seed: Seed = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of figures.")] = False,
) -> None:
    """Rehearse a city's opening on the real processes: how many come, what they hear, how long they wait."""
    rehearsing.settle()
    with database.served() as server:
        database.migrate()
        script = ready.work("evenhand.cli.drill.rehearsal").Script(
            people=people, minutes=minutes, packs=packs or max(1, people // 10), seed=seed, per_s=per_second
        )
        [file] = city_files.find([city])
        end = ready.work("evenhand.cli.drill.command").run(
            server, key=keys.required(), file=file, script=script, as_json=as_json
        )
    raise typer.Exit(end)


@app.command()
def demo(
    cities: Cities = None,
    residents: Residents = 20_000,
    packs: Packs = 2_000,
    seed: Seed = 1,
    stream: Stream = 40,
    port: Annotated[int, typer.Option(help="Port to listen on; 0 picks a free one.", min=0, max=65535)] = 8000,
) -> None:
    """Play a day, then stay: pages of everybody who had a part in it can be looked at."""
    rehearsing.settle()
    port = system.claim_port(system.LOOPBACK, port)  # before the day, not after it, is the time to find it taken
    with database.served() as server:
        database.migrate()
        end = _play(server, cities or [], False, residents=residents, packs=packs, seed=seed, stream_s=stream)
        ready.work("evenhand.cli.day.tomorrow").come(city_files.find(cities or []))
        serving.stay(server, host=system.LOOPBACK, port=port, workers=1, as_json=False, look=True)
    raise typer.Exit(end)


@app.command()
def plan(
    file: Annotated[Path, typer.Argument(help="The orders, depots and vehicles.", exists=True, dir_okay=False)],
    vrplib: Annotated[bool, typer.Option("--vrplib", help="The file is VRPLIB, whatever its ending.")] = False,
    vroom: Annotated[bool, typer.Option("--vroom", help="The file is VROOM's JSON, whatever its ending.")] = False,
    seconds: Annotated[float, typer.Option(help="Seconds to search.", min=0)] = 10,
    seed: Annotated[int, typer.Option(help="The same seed searches the same way.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Where to write the plan.", dir_okay=False)] = None,
    picture: Annotated[Path | None, typer.Option(help="Where to draw the plan, PNG.", dir_okay=False)] = None,
    workers: Annotated[int, typer.Option(help="Processes for plans above some thousand orders.", min=1)] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of figures.")] = False,
) -> None:
    """Plan who brings what, where and when, from a file; needs no database."""
    form = "vrplib" if vrplib else "vroom" if vroom else None
    work = import_module("evenhand.cli.plan.command")  # the solver takes a second to load: not for other commands
    wish = work.Wish(form, seconds, seed, workers)
    work.run(file, wish, out=out, picture=picture, as_json=as_json)


app.command()(mirroring.mirror)
app.add_typer(official.app)
app.add_typer(drawing.app)
app.add_typer(mapping.app)


def _play(server: Server | None, cities: list[str], as_json: bool, **script: float) -> Exit:
    end: Exit = ready.work("evenhand.cli.day.command").run(
        server,
        key=keys.required(),
        files=city_files.find(cities),
        script=ready.work("evenhand.cli.day.play").Script(**script),
        as_json=as_json,
    )
    return end
