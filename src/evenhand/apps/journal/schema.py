"""The schema is written in SQL; a migration only names its file."""

from pathlib import Path

from django.db.migrations import RunSQL


def sql_file(migration: str) -> RunSQL:
    """The operation that runs the `.sql` file beside a migration module, given the module's `__file__`."""
    return RunSQL(Path(migration).with_suffix(".sql").read_text(encoding="utf-8"), reverse_sql=RunSQL.noop)
