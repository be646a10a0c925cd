"""How a person likes to be told."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """A preference of the person's."""

    dependencies = [("residents", "0001_initial")]
    operations = [schema.sql_file(__file__)]
