"""An approval says what it approves; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """The exact change."""

    dependencies = [("cities", "0001_initial")]
    operations = [schema.sql_file(__file__)]
