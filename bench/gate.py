"""The gate under load, beside its peers, in one run.

`bench/gate.py --seconds S --connections C [--peers FOLDER] [--json]`

Every request carries a pass of its own, signed here before the clock starts. Every granted answer is counted in the
database afterwards; a difference is an error. wrk, the gate and PostgreSQL (fsync on) share the machine.
"""

import argparse
import json
import os
import secrets
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import load
import peers
import psycopg

from evenhand.config import postgres
from evenhand.config.memory import resident_mb
from evenhand.core import keys, passes
from evenhand.core.terms import Channel, CitySlug, PersonTag

SCRIPT = Path(__file__).with_name("gate.lua")
CITY = "bench"
PER_SECOND = 22_000
OVERLOAD = 10
MOST_CONNECTIONS = 8_000
ENTER = f"set evenhand.city = '{CITY}'"


def main() -> None:
    """Measure and print."""
    options = read_options()
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-", dir="/var/lib" if os.geteuid() == 0 else None) as folder:
        Path(folder).chmod(0o755)
        with postgres.Server(Path(folder)) as server:
            figures = measure(server, Path(folder), options)
    if options.json:
        print(json.dumps(figures))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=512)
    parser.add_argument(
        "--peers", type=Path, help="folder with echo.py, redis_lua.py, row_lock.py, claim.lua, schema.sql"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as one last line of JSON")
    return parser.parse_args()


def measure(server: postgres.Server, folder: Path, options: argparse.Namespace) -> dict[str, float]:
    """Grants, refusals and peers, one after another."""
    key = secrets.token_bytes(32)
    prepare(server.url())
    count = options.seconds * PER_SECOND
    bodies, others = folder / "bodies", folder / "others"
    write_bodies(bodies, key, count)
    write_bodies(others, key, PER_SECOND)
    big, small = open_release(server.url(), 10**9), open_release(server.url(), 1)
    with gate(server.url(), key) as (url, pid):
        seen = load.run(f"{url}/gate/{big}/claim", SCRIPT, options.connections, options.seconds, bodies)
        granted = count_granted(server.url(), big)
        memory = resident_mb(pid)
        report("grants", seen)
        check(seen, granted, count)
        load.run(f"{url}/gate/{small}/claim", SCRIPT, 8, 1, others)
        refused = load.run(f"{url}/gate/{small}/claim", SCRIPT, options.connections, options.seconds, others)
        report("refusals", refused)
        flooded = flood(url, server.url(), key, folder, options)
        memory = max(memory, resident_mb(pid))
    figures = {
        "connections": options.connections,
        "grants_per_s": round(seen.per_second),
        "p99_ms": round(seen.p99_ms, 1),
        "refusals_per_s": round(refused.per_second),
        "overload_goodput": round(flooded / seen.per_second, 2),
        "rss_mb": memory,
    }
    if options.peers:
        found = peers.measure(options.peers.resolve(), server, options.connections, options.seconds)
        figures |= {f"{name.removesuffix('_lua')}_per_s": round(rate) for name, rate in found.items()}
    return figures


def flood(url: str, database: str, key: bytes, folder: Path, options: argparse.Namespace) -> float:
    """Grants a second while ten times as many ask at once: who is refused for now is no grant."""
    bodies = folder / "flood"
    write_bodies(bodies, key, options.seconds * PER_SECOND)
    release = open_release(database, 10**9)
    connections = min(OVERLOAD * options.connections, MOST_CONNECTIONS)
    seen = load.run(f"{url}/gate/{release}/claim", SCRIPT, connections, options.seconds, bodies)
    granted = count_granted(database, release)
    report(f"ten times as many ({connections} connections)", seen)
    if granted < seen.answers - seen.errors:
        sys.exit(f"{seen.answers} answers, {seen.errors} of them no grant, {granted} rows: the gate lied")
    return seen.per_second * (seen.answers - seen.errors) / max(1, seen.answers)


def report(what: str, seen: load.Seen) -> None:
    print(f"{what}: {seen.per_second:,.0f}/s, p99 {seen.p99_ms:.0f} ms, {seen.answers:,} answers, {seen.errors} errors")


def check(seen: load.Seen, granted: int, sent: int) -> None:
    """Every answer said granted and stands in the database: no row may be missing."""
    if seen.errors or granted < min(seen.answers, sent):
        sys.exit(f"{seen.answers} answers, {granted} rows, {seen.errors} errors: the gate lied or failed")
    print(f"checked: {seen.answers:,} answers, {granted:,} rows in the database")


def prepare(url: str) -> None:
    """The schema, and an imagined city."""
    os.environ |= {
        "EVENHAND_DATABASE_URL": url,
        "EVENHAND_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "evenhand.config.settings",
    }
    os.environ.setdefault("EVENHAND_KEY", secrets.token_hex(32))
    migrate()
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("set role evenhand_app")
        owner.execute(ENTER)
        owner.execute("insert into cities_city values (%s, '{}', 'Asia/Shanghai', '{}', repeat('0', 64), true)", [CITY])


def migrate() -> None:
    peers.subprocess.run([sys.executable, "-m", "evenhand.cli", "migrate"], check=True, stdout=peers.subprocess.DEVNULL)


def open_release(url: str, quota: int) -> UUID:
    """A release of a campaign of its own, open for a day, five units a person."""
    release, campaign = uuid4(), uuid4()
    now = datetime.now(UTC)
    opens, closes = now - timedelta(hours=1), now + timedelta(days=1)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set role evenhand_app")
        connection.execute(ENTER)
        connection.execute(
            "insert into campaigns_campaign values (%s, %s, %s, '{}', repeat('0', 64), %s)",
            [CITY, campaign, f"c{campaign.hex[:8]}", now],
        )
        connection.execute(
            "insert into campaigns_release values (%s, %s, %s, %s, %s, %s, '{}', repeat('0', 64), %s)",
            [CITY, release, campaign, opens, closes, quota, now],
        )
        connection.execute(
            "insert into claims_quota values (%s, %s, %s, 'first_come', %s, %s, %s, %s, 1, 5, 1, '{d}',"
            " 'Asia/Shanghai')",
            [CITY, release, campaign, opens, closes, quota, quota],
        )
        connection.execute("insert into claims_limit values (%s, %s, 'person', 5, 1, '3 days', true)", [CITY, release])
    return release


def write_bodies(path: Path, master: bytes, count: int) -> None:
    """One signed request a line, each of another person."""
    key = keys.derive(master, "pass", CITY)
    expires = datetime.now(UTC) + timedelta(days=1)
    with path.open("w") as file:
        for _ in range(count):
            tag = PersonTag(secrets.token_bytes(16))
            signed = passes.make(passes.Pass(CitySlug(CITY), tag, "d", Channel.WEB, expires), key)
            file.write(f'{{"pass":"{signed}","key":"{uuid4()}","units":1}}\n')


def gate(url: str, key: bytes):  # type: ignore[no-untyped-def]
    """One gate process: (its address, its pid)."""
    return _Gate(url, key)


class _Gate:
    def __init__(self, url: str, key: bytes) -> None:
        self._port = peers.free_port()
        environment = os.environ | {"EVENHAND_DATABASE_URL": url, "EVENHAND_KEY": key.hex()}
        options = ["--interface", "asgi", "--workers", "1", "--loop", "uvloop", "--port", str(self._port)]
        self._running = peers.running([*peers.GRANIAN, *options, "evenhand.gate.app:app"], self._port, env=environment)

    def __enter__(self) -> tuple[str, int]:
        process = self._running.__enter__()
        return f"http://127.0.0.1:{self._port}", process.pid

    def __exit__(self, *error: object) -> None:
        self._running.__exit__(*error)  # type: ignore[arg-type]


def count_granted(url: str, release: UUID) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set role evenhand_app")
        connection.execute(ENTER)
        query = "select count(*) from claims_claim where city = %s and release_id = %s and outcome = 'granted'"
        row = connection.execute(query, [CITY, release]).fetchone()
        assert row
        return int(row[0])


if __name__ == "__main__":
    main()
