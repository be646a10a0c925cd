"""What the exit code of a command tells, and which failure leads to which."""

from enum import IntEnum

import asyncpg
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from evenhand.cli.system import NotRunning
from evenhand.config.errors import DatabaseUnavailable, Misconfigured
from evenhand.core.draw.flaws import Flawed
from evenhand.core.errors import Refused
from evenhand.core.policy import PolicyError
from evenhand.core.routing.formats.bad_file import BadFile


class Exit(IntEnum):
    """Exit codes, the same for every command."""

    OK = 0
    BROKEN = 1
    USAGE = 2
    DATABASE = 3
    CONFIGURATION = 4
    REFUSED = 5
    INTERRUPTED = 130


MEANINGS = {
    Exit.OK: "Done.",
    Exit.BROKEN: "An invariant does not hold, a process could not be kept running, or Evenhand itself is at fault.",
    Exit.USAGE: "The command line, a file or a value is wrong. Nothing was done.",
    Exit.DATABASE: "PostgreSQL can't be started, reached or used.",
    Exit.CONFIGURATION: "A setting, key or folder is missing or wrong. Nothing was done.",
    Exit.REFUSED: "Refused in words, as at a door.",
    Exit.INTERRUPTED: "Ended by Ctrl-C.",
}

FAILURES: dict[type[Exception], Exit] = {
    DatabaseUnavailable: Exit.DATABASE,
    OperationalError: Exit.DATABASE,
    psycopg.OperationalError: Exit.DATABASE,
    asyncpg.PostgresConnectionError: Exit.DATABASE,
    Misconfigured: Exit.CONFIGURATION,
    ImproperlyConfigured: Exit.CONFIGURATION,
    Refused: Exit.REFUSED,
    PolicyError: Exit.USAGE,
    Flawed: Exit.USAGE,
    BadFile: Exit.USAGE,
    NotRunning: Exit.BROKEN,
}
"""Failures that are told in their own words. Any other is a fault of Evenhand's."""


def exit_of(failure: type[BaseException]) -> Exit | None:
    """The exit code for a failure, or for the nearest class above it that the table names."""
    return next((FAILURES[kind] for kind in failure.__mro__ if kind in FAILURES), None)
