"""The command `evenhand`."""

import sys

import typer

from evenhand.cli import commands, failures

__all__ = ["main"]


def main() -> None:
    """Run the command line. Ends with an exit code of `evenhand.cli.exits`, and never with a traceback unasked."""
    sys.excepthook = failures.tell
    failures.hush()
    typer.main.get_command(commands.app)(prog_name="evenhand")
