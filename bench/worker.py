"""What hundreds of sleeping cities cost the worker.

`python bench/worker.py --cities 300 --json` fills a database of its own, which is thrown away. A round asks every city
whether anything waits; beside it, in the same run, a round that opens every city and looks, as `Worker.serve` does.
"""

import argparse
import json
import os
import shutil
import tempfile
from importlib import import_module
from pathlib import Path

import psycopg
from timing import median

HOME = Path(tempfile.mkdtemp(prefix="evenhand-bench-"))
HOME.chmod(0o755)
os.environ |= {"EVENHAND_HOME": str(HOME / "data"), "EVENHAND_KEY": os.urandom(32).hex(), "EVENHAND_DEMO": "1"}

from evenhand.cli import database, ready  # noqa: E402 - the environment decides where the data lie

FILL = """
    insert into cities_city (slug, name, timezone, policy, policy_hash, rehearsal)
    select 'c' || n, '{"en": "Bench"}', 'Asia/Shanghai', '{}', repeat('0', 64), true from generate_series(1, %s) n"""


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cities", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with database.served():
        database.migrate()
        ready.work("evenhand.worker")
        with psycopg.connect(os.environ["EVENHAND_DATABASE_URL"], autocommit=True) as server:
            server.execute("set role evenhand_owner")
            server.execute(FILL, [asked.cities])
        figures = measured(asked.cities)
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:<16}{value}" for name, value in figures.items()))


def measured(many: int) -> dict[str, float]:
    """Milliseconds by name."""
    worker = import_module("evenhand.worker").Worker()
    slugs = import_module("evenhand.apps.cities.queries").slugs()
    assert len(slugs) == many
    assert worker.round() is False
    asking = median(worker.round, 15)
    opening = median(lambda: [worker.serve(city) for city in slugs], 3)
    return {"cities": many, "round_ms": asking, "opening_each_ms": opening, "ratio": round(opening / asking, 1)}


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
