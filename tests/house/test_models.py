"""The models are a view of the tables: the same columns, of the same kinds, and no key but the table's."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from tests.house import tree

SAME = {"varchar": "text", "time": "time without time zone"}
MODELS = [model for model in apps.get_models() if model.__module__.startswith("evenhand.")]

pytestmark = pytest.mark.django_db


def table_columns(table: str) -> dict[str, tuple[str, bool]]:
    """Each column's type and whether it may be null."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select attname, format_type(atttypid, null), not attnotnull from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped", [table])  # fmt: skip
        return {name: (kind, nullable) for name, kind, nullable in cursor.fetchall()}


def column(field: "models.Field[Any, Any]") -> tuple[str, bool]:
    """A field as a column: its type, without a length that the table leaves open, and whether it may be null."""
    kind = (field.db_type(connection) or "").split("(")[0]
    return SAME.get(kind, kind), field.null


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.db_table)
def test_a_model_says_what_its_table_holds(model: type[models.Model]) -> None:
    fields = {field.column: column(field) for field in model._meta.concrete_fields if field.column}
    assert fields == table_columns(model._meta.db_table)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.db_table)
def test_a_model_leaves_the_schema_to_sql_and_names_the_city_in_its_key(model: type[models.Model]) -> None:
    assert not model._meta.managed
    assert model._meta.db_table == f"{model._meta.app_label}_{model._meta.model_name}"
    assert not [field.name for field in model._meta.get_fields() if field.is_relation]
    if model._meta.db_table in tree.tenant_tables():
        assert model._meta.pk_fields[0].column == "city"


def test_every_room_with_tables_has_its_models() -> None:
    with_tables = {room for room in tree.rooms() if (tree.ROOMS / room / "migrations").is_dir()}
    assert {model._meta.app_label for model in MODELS} == with_tables
