"""Messages that are read aloud."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """A second way to bring a notice."""

    dependencies = [("notices", "0001_initial")]
    operations = [schema.sql_file(__file__)]
