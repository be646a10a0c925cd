"""What the exit code of a command tells."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes, the same for every command."""

    OK = 0
    BROKEN = 1
    """An invariant does not hold: an audit found a difference, or a process could not be kept running."""
    USAGE = 2
    """The command line, a file or a value given is wrong. Nothing was done."""
    DATABASE = 3
    """PostgreSQL can't be started, reached or used."""
    CONFIGURATION = 4
    """A setting, key or folder is missing or wrong. Nothing was done."""
    REFUSED = 5
    """The system refused in words, as it would refuse a person at a door."""
    INTERRUPTED = 130
    """Ended by Ctrl-C."""
