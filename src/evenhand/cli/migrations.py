"""Which migrations the database has not seen."""

from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def waiting() -> list[str]:
    """Migrations that were not applied yet, as `room.name`."""
    executor = MigrationExecutor(connections["owner"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
