"""Orders that the city's account pays."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """One more way to pay."""

    dependencies = [("orders", "0001_initial")]
    operations = [schema.sql_file(__file__)]
