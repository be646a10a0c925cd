"""What keeps an installation from running, in words for the person who runs it."""


class Misconfigured(Exception):
    """A setting, key or folder is missing or wrong. The message names it and says what would be right."""


class DatabaseUnavailable(Exception):
    """PostgreSQL can't be started, reached or used. The message says why and where to look."""
