"""Limits by scope, reserves, and what comes back."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Shares of the quota, and every limit."""

    dependencies = [("claims", "0002_empty")]
    operations = [schema.sql_file(__file__)]
