"""A roll of 100,000 residents as a workbook: how long it takes to read, to try and to enter.

`python bench/rolls.py` fills a database of its own, which is thrown away, and prints seconds.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import batched
from pathlib import Path
from random import Random
from types import SimpleNamespace

HOME = Path(tempfile.mkdtemp(prefix="evenhand-bench-"))
HOME.chmod(0o755)
os.environ |= {"EVENHAND_HOME": str(HOME / "data"), "EVENHAND_KEY": os.urandom(32).hex(), "EVENHAND_DEMO": "1"}

from evenhand.cli import database, ready  # noqa: E402 - the environment decides where the data lie

ROWS = int(os.environ.get("BENCH_ROWS", 100_000))
FILE = Path(__file__).resolve().parent.parent / "cities" / "guangan.toml"


def timed[T](name: str, taken: dict[str, float], act: Callable[[], T]) -> T:
    """What an act answers; its seconds are noted."""
    started = time.monotonic()
    answer = act()
    taken[name] = round(time.monotonic() - started, 2)
    return answer


def main() -> None:
    """Make the file, read it, try it, enter it, and try it once more."""
    from evenhand.apps.cities import queries as cities  # noqa: PLC0415 - rooms need settings
    from evenhand.apps.journal.tenancy import city_transaction  # noqa: PLC0415 - rooms need settings
    from evenhand.apps.residents import services as residents  # noqa: PLC0415 - rooms need settings
    from evenhand.cli import loading  # noqa: PLC0415 - rooms need settings
    from evenhand.simulation import population  # noqa: PLC0415 - rooms need settings
    from evenhand.web.cityhall import rosters  # noqa: PLC0415 - rooms need settings
    from evenhand.web.kit import intake, workbooks  # noqa: PLC0415 - rooms need settings

    loading.load(FILE, rehearsal=True)
    policy, taken = cities.city("guangan").policy, dict[str, float]()
    people = population.people(policy, count=ROWS, random=Random(1), today=date(2026, 1, 1))
    heading = [column.name for column in rosters.ROLL.columns]
    rows = [
        [p.name, p.kind, p.number, p.issuer, p.phone, p.district, p.address, str(p.place.lon), str(p.place.lat)]
        for p in people
    ]
    file = timed("write the workbook", taken, lambda: workbooks.xlsx_bytes(heading, rows))
    outcome = intake.Outcome(dry=True)
    lines = timed("read it", taken, lambda: intake.read(rosters.ROLL, file, "utf-8", outcome))
    form = SimpleNamespace(cleaned_data={"file": SimpleNamespace(read=lambda: file), "encoding": "utf-8"})

    def tried() -> tuple[intake.Outcome, list[object]]:
        with city_transaction("guangan") as at:
            return rosters._tried(SimpleNamespace(slug="guangan", at=at), form)  # type: ignore[arg-type]  # all that is read of a visit and a form

    found, persons = timed("try it, reading included", taken, tried)

    def enter() -> None:
        for part in batched(persons, rosters.AT_ONCE):
            with city_transaction("guangan") as at:
                residents.enroll(city="guangan", at=at, persons=part)

    timed("enter it", taken, enter)
    again, _persons = timed("try it again: nothing new", taken, tried)
    print(json.dumps({"rows": len(lines), "bytes": len(file), "faults": len(found.faults), "seconds": taken}))
    print(json.dumps({"first": dict(found.did), "again": dict(again.did)}))


try:
    with database.served():
        database.migrate()
        ready.work("evenhand.cli.loading")
        main()
finally:
    shutil.rmtree(HOME, ignore_errors=True)
