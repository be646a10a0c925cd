"""How staff sign in; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Passphrases and one-time codes."""

    dependencies = [("cities", "0002_changes")]
    operations = [schema.sql_file(__file__)]
