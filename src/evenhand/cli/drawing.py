"""What can be done with a draw's bundle without a database. The verifier is a program of its own, run as one."""

import subprocess
import sys
from pathlib import Path

import typer

app = typer.Typer(name="draw", no_args_is_help=True, help="A draw that anybody can recompute.")

PACKAGE = Path(__file__).resolve().parent.parent
FOLDERS = (PACKAGE / "verifier", PACKAGE.parent.parent / "verifier")
ANYTHING = {"ignore_unknown_options": True, "allow_extra_args": True}


@app.callback()
def draw() -> None:
    """A draw that anybody can recompute."""


@app.command(context_settings=ANYTHING | {"help_option_names": []})
def verify(context: typer.Context) -> None:
    """Check a bundle (folder or .zip) with the one-file verifier; --help tells its options, which it obeys itself."""
    ended = subprocess.run([sys.executable, "-I", verifier(), *context.args], check=False)  # noqa: S603  # our own file
    raise typer.Exit(ended.returncode)


def verifier() -> Path:
    """The verifier's file: beside the source, or inside the installed package."""
    return next(folder for folder in FOLDERS if folder.is_dir()) / "evenhand_verify.py"
