"""The surge dial."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """How far the gate is open."""

    dependencies = [("claims", "0006_lobby")]
    operations = [schema.sql_file(__file__)]
