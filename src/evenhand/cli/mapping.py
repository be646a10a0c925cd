"""`evenhand map`: street maps for travel times."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(name="map", help="Street maps for travel times.", no_args_is_help=True)


@app.callback()
def street_maps() -> None:
    """Street maps for travel times."""


@app.command()
def build(
    extract: Annotated[Path, typer.Argument(help="An OpenStreetMap extract, .osm.pbf.", exists=True, dir_okay=False)],
    out: Annotated[Path, typer.Option(help="The folder to write.", file_okay=False)] = Path("map"),
) -> None:
    """Prepare an extract for cars and bicycles; minutes for a province. Needs the extra `maps`."""
    import_module("evenhand.adapters.maps.streets").build(extract, out)  # the solver's libraries: for this one alone
    typer.echo(f"{out} is ready: name it as `folder` in [maps] of EVENHAND_ACCOUNTS.")
