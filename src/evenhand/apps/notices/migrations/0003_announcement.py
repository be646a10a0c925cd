"""Words to everybody."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Announcements."""

    dependencies = [("notices", "0002_voice")]
    operations = [schema.sql_file(__file__)]
