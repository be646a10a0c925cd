"""The lobby: who stands in it, and how its order was drawn."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Those who came before the hour."""

    dependencies = [("claims", "0005_assisted")]
    operations = [schema.sql_file(__file__)]
