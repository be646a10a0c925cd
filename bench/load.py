"""wrk: one bounded load on one address of this machine, and what it saw."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Seen:
    """Answers a second, the 99th percentile of their latency, and how many were errors or not 2xx."""

    per_second: float
    p99_ms: float
    answers: int
    errors: int


def run(url: str, script: Path, connections: int, seconds: int, bodies: Path | None = None) -> Seen:
    """Load `url` with as many connections for as long. RuntimeError: wrk failed."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--timeout", "20", "-s", str(script), "--latency", url]
    environment = os.environ | ({"BODIES": str(bodies)} if bodies else {})
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(done.stderr or done.stdout)
    return parse(done.stdout)


def parse(text: str) -> Seen:
    """What wrk printed."""
    answers, per_second = re.search(r"(\d+) requests in", text), re.search(r"Requests/sec:\s+([\d.]+)", text)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)\b", text)
    assert answers and per_second and p99, text
    sockets = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    other = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    errors = sum(map(int, sockets.groups())) if sockets else 0
    errors += int(other[1]) if other else 0
    return Seen(float(per_second[1]), float(p99[1]) * MS[p99[2]], int(answers[1]), errors)
