"""Whether a database keeps the wall between cities: asked of its catalog."""

from evenhand.config.postgres import address
from evenhand.config.postgres.roles import APP, OWNER

_POWERS = """
SELECT rolname, rolsuper FROM pg_roles WHERE rolname IN (%s, %s, session_user) AND (rolsuper OR rolbypassrls)
"""
_OWNED_BY_APP = """
SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE c.relkind IN ('r', 'p') AND r.rolname = %s
"""
_WITHOUT_WALL = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'city' AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
ORDER BY 1
"""
_ROLES = "SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s)"


def faults_of_roles(server: str) -> list[str]:
    """What lets one of our roles, or who logs in, pass through the wall. Empty: nothing does."""
    with address.connect(server) as connection:
        known = {name for (name,) in connection.execute(_ROLES, [OWNER, APP])}
        faults = [f"role {name} is missing; run evenhand migrate" for name in (OWNER, APP) if name not in known]
        for name, is_super in connection.execute(_POWERS, [OWNER, APP]):
            faults.append(f"role {name} {'is a superuser' if is_super else 'bypasses row-level security'}")
        owned = connection.execute(_OWNED_BY_APP, [APP]).fetchone()
        if owned and owned[0]:
            faults.append(f"role {APP} owns {owned[0]} tables")
    return faults


def tables_without_wall(server: str) -> list[str]:
    """Tables with a city column whose row-level security is not forced."""
    with address.connect(server) as connection:
        return [name for (name,) in connection.execute(_WITHOUT_WALL)]
