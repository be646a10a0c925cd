"""Rows by the thousand: a table's columns go to the server as arrays, in one statement, without an object for each row.

A whole city is enrolled before its first hour, and this is twice as quick as Django's `bulk_create`. COPY would be
quicker still, but PostgreSQL refuses it on tables behind a wall.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], city: str, names: str, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of one city. `names` are their columns, in order. Rows whose key is taken are left out."""
    columns = list(zip(*rows, strict=True))
    if not columns:
        return
    kinds = {field.name: field.db_type(connection) for field in model._meta.local_fields}
    listed, arrays = names.split(), ", ".join(f"%s::{kinds[name]}[]" for name in names.split())
    statement = (
        f"INSERT INTO {model._meta.db_table} (city, {', '.join(listed)})"  # noqa: S608 - all of these names are our own
        f" SELECT %s, * FROM unnest({arrays}) ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [city, *map(list, columns)])
