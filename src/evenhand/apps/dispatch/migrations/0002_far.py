"""Vans and their calls at drop-off points, where a route loads, and what a dispatcher decided against the plan."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Far waves, take-overs, overrides."""

    dependencies = [("dispatch", "0001_initial")]
    operations = [schema.sql_file(__file__)]
