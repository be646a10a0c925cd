"""A draw, timed beside the limit of the machine and two other ways to draw, in one run.

`bench/draw.py --entrants N [--json]`

The limit is C (`draw_limit.c`), compiled here: SHA-256 by the processor's own instructions and a radix sort; it makes
the same first and last place, or the run stops. Each stage runs in a process of its own, and CPU seconds are counted,
not the clock's. Without a C compiler or those instructions the limit is unavailable and no ratio is printed.
"""

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)

from evenhand.core.draw import bundle, fast, hold, leaves, tree  # noqa: E402
from evenhand.core.draw.result import unpack  # noqa: E402
from tests.core.draw import samples, staged  # noqa: E402

PRK = hashlib.sha256(b"bench").digest()
MOST_QUADRATIC = 100_000
"""Larger lists take minutes; the other ways are measured with at most so many, and say so."""
GIVEN = 40
"""Bytes of an entrant that the limit holds: label, prefix, index twice."""


def main() -> None:
    """Measure and print."""
    options = read_options()
    if options.stage:
        print(json.dumps(STAGES[options.stage](options.entrants)))
        return
    figures = measure(options.entrants)
    print(json.dumps(figures) if options.json else "\n".join(f"{name:24} {value}" for name, value in figures.items()))


def read_options() -> argparse.Namespace:
    told = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    told.add_argument("--entrants", type=int, default=1_000_000)
    told.add_argument("--json", action="store_true", help="one line of figures")
    told.add_argument("--stage", choices=sorted(STAGES), help=argparse.SUPPRESS)
    return told.parse_args()


def measure(count: int) -> dict[str, Any]:
    """All stages, one after the other, and their ratios to the limit."""
    told = {name: alone(name, count) for name in STAGES}
    limit = limit_of(count, told["keys"]["ends"])
    quadratic = min(count, MOST_QUADRATIC)
    figures: dict[str, Any] = {
        "entrants": count,
        "limit_s": limit,
        "keys_order_s": told["keys"]["cpu_s"],
        "whole_s": told["whole"]["cpu_s"],
        "verify_s": told["verify"]["cpu_s"],
        "one_check_s": told["verify"]["one_s"],
        "one_check_without_beacon_s": told["verify"]["one_bare_s"],
        "rss_mb": told["whole"]["rss_mb"],
        "bytes_per_entrant": told["whole"]["bytes"],
        "keys_bytes_per_entrant": told["keys"]["bytes"],
        "rfc3797_s": {"entrants": quadratic, "s": told["rfc3797"]["cpu_s"]},
        "shuffle_splice_s": {"entrants": quadratic, "s": told["splice"]["cpu_s"]},
    }
    if limit is not None:
        ratios = {"keys_order": "keys_order_s", "whole": "whole_s", "verify": "verify_s"}
        figures["ratios"] = {name: round(figures[of] / limit, 1) for name, of in ratios.items()}
    figures["verify_to_whole"] = round(figures["verify_s"] / figures["whole_s"], 2)
    return figures


def alone(stage: str, count: int) -> dict[str, Any]:
    run = [sys.executable, __file__, "--stage", stage, "--entrants", str(count)]
    told: dict[str, Any] = json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
    return told


def limit_of(count: int, ends: list[int]) -> float | None:
    """CPU seconds of the limit, the best of three runs; None, where it cannot be compiled or run."""
    with tempfile.TemporaryDirectory() as folder:
        program, labels = Path(folder, "limit"), Path(folder, "labels")
        labels.write_bytes(b"".join(made_labels(count)))
        source = Path(__file__).with_name("draw_limit.c")
        try:
            subprocess.run(["cc", "-O2", "-msha", "-msse4.1", source, "-o", program], check=True, capture_output=True)
            runs = [subprocess.run([program, PRK.hex(), labels, str(count)], check=True, capture_output=True)
                    for _ in range(3)]  # fmt: skip
        except (OSError, subprocess.CalledProcessError):
            print("limit unavailable", file=sys.stderr)
            return None
    told = [json.loads(run.stdout) for run in runs]
    if [told[0]["first"], told[0]["last"]] != ends:
        raise SystemExit("the limit orders otherwise: one of the two is wrong")
    return float(round(min(each["hash_s"] + each["sort_s"] for each in told), 4))


def made_labels(count: int) -> list[bytes]:
    return [hashlib.sha256(b"label %d" % number).digest()[:16] for number in range(count)]


def timed[T](work: Callable[[], T]) -> tuple[T, float]:
    start = time.process_time()
    done = work()
    return done, round(time.process_time() - start, 4)


def resident() -> int:
    """Bytes that this process holds now; the peak is kept by the kernel."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def keys_stage(count: int) -> dict[str, Any]:
    """Keys and order of labels with one ticket each. Memory beyond what the labels themselves take."""
    people = [(label, 1) for label in made_labels(count)]
    labels = [label for label, _ in people]
    before = resident()

    def work() -> Any:
        return fast.permutation(fast.keys_of(PRK, people), labels)

    places, cpu = timed(work)
    return {"cpu_s": cpu, "ends": [int(places[0]), int(places[-1])], "bytes": (peak() - before) // count}


def whole_stage(count: int) -> dict[str, Any]:
    """From the log's leaves to the result's root: roster, log root, keys, order, allocation, rows, result root."""
    rules = staged.rule_files.build(changed(count))
    raws = staged.entries(count)
    before = resident()
    drawn, cpu = timed(lambda: held(rules, raws))
    assert unpack(drawn.rows[0]).rank == 1
    return {"cpu_s": cpu, "rss_mb": peak() >> 20, "bytes": (peak() - before) // count}


def held(rules: Any, raws: list[bytes]) -> hold.Drawn:
    roster = leaves.roster(map(leaves.unpack, raws), rules)
    root = tree.root([tree.leaf_hash(raw) for raw in raws])
    return hold.draw(rules, roster, root, bytes(32), "drand:bench", [("ex", "1./")])


def changed(count: int) -> dict[str, Any]:
    return samples.rules_table(**places(count))


def places(count: int) -> dict[str, Any]:
    """A tenth wins, and as many stand in line as a hundredth."""
    return {
        "categories__0__winners": count // 50,
        "categories__1__winners": count // 10,
        "alternates__count": count // 100,
    }


def verify_stage(count: int) -> dict[str, Any]:
    """The one-file verifier over a whole bundle; then one entrant's paper, with the beacon and without."""
    record = staged.held(staged.Stage(changes=places(count), people=count))
    files = bundle.pack(record, samples.LOG_KEY)
    paper = json.loads(bundle.entry_proof(record, record.drawn.rows[count // 20][12:28]))
    del record
    verifier = staged.verifier()
    draw, cpu = timed(lambda: checked(verifier, files))
    _, bare = timed(lambda: draw.check_entry(paper))
    verifier.beacon_holds.cache_clear()
    verifier.signature_holds.cache_clear()
    _, whole = timed(lambda: (draw.check_beacon(), draw.check_head(draw.heads[-1]), draw.check_entry(paper)))
    return {"cpu_s": cpu, "one_s": whole, "one_bare_s": bare}


def checked(verifier: Any, files: dict[str, bytes]) -> Any:
    draw = verifier.Draw(files)
    draw.checks()
    return draw


def rfc3797_stage(count: int) -> dict[str, Any]:
    """RFC 3797, section 4, carried on to a full order: an MD5 for each pick, and the k-th who is left."""

    def work() -> None:
        left = list(range(min(count, MOST_QUADRATIC)))
        for index in range(len(left)):
            mark = (index & 0xFFFF).to_bytes(2)
            found = hashlib.md5(mark + b"9319./2.5.8.10.12./" + mark).digest()
            left.pop(int.from_bytes(found) % len(left))

    return {"cpu_s": timed(work)[1]}


def splice_stage(count: int) -> dict[str, Any]:
    """What ticket systems do: splice a random one out of an array until none is left."""

    def work() -> None:
        left, order = made_labels(min(count, MOST_QUADRATIC)), []
        while left:
            order.append(left.pop(int.from_bytes(os.urandom(8)) % len(left)))

    return {"cpu_s": timed(work)[1]}


STAGES: dict[str, Callable[[int], dict[str, Any]]] = {
    "keys": keys_stage,
    "whole": whole_stage,
    "verify": verify_stage,
    "rfc3797": rfc3797_stage,
    "splice": splice_stage,
}

if __name__ == "__main__":
    main()
