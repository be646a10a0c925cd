"""The peers of the gate, from a folder of measuring sticks: started, loaded and ended one after another."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import load
import psycopg

from evenhand.config.postgres import Server

GRANIAN = [sys.executable, "-m", "granian", "--no-ws", "--log-level", "warning"]
KINDS = {
    "echo": ["--interface", "asgi", "--workers", "1", "--loop", "uvloop"],
    "redis_lua": ["--interface", "asgi", "--workers", "1", "--loop", "uvloop"],
    "row_lock": ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "8"],
}


def measure(folder: Path, server: Server, connections: int, seconds: int) -> dict[str, float]:
    """Answers a second of each peer; a peer whose server is not on this machine is left out, and that is said."""
    figures = {}
    for name in KINDS:
        if name == "redis_lua" and not shutil.which("redis-server"):
            print("redis_lua: NOT RUN, there is no redis-server")
            continue
        with peer(name, folder, server) as url:
            seen = load.run(url, folder / "claim.lua", connections, seconds)
        print(f"{name}: {seen.per_second:,.0f}/s, p99 {seen.p99_ms:.0f} ms, {seen.errors} errors")
        figures[name] = seen.per_second
    return figures


@contextmanager
def peer(name: str, folder: Path, server: Server) -> Iterator[str]:
    """A peer's server, on a free port, as long as the context lasts."""
    with ExitStack() as things:
        environment = dict(os.environ)
        if name == "redis_lua":
            environment["PEER_REDIS"] = things.enter_context(redis())
        if name == "row_lock":
            environment |= prepare_rows(folder, server)
        port = free_port()
        application = "application" if name == "row_lock" else "app"
        command = [*GRANIAN, *KINDS[name], "--port", str(port), f"{name}:{application}"]
        things.enter_context(running(command, port, cwd=folder, env=environment))
        yield f"http://127.0.0.1:{port}/claim"


def prepare_rows(folder: Path, server: Server) -> dict[str, str]:
    """The row lock's tables in a database of their own, and how it finds them."""
    server.create_database("peer")
    address = urlsplit(server.admin_url)
    found = {"PEER_HOST": parse_qs(address.query)["host"][0], "PEER_USER": address.username or "", "PEER_DB": "peer"}
    with psycopg.connect(
        host=found["PEER_HOST"], user=found["PEER_USER"], dbname="peer", autocommit=True
    ) as connection:
        connection.execute((folder / "schema.sql").read_text())
    return found


@contextmanager
def redis() -> Iterator[str]:
    """A Redis that writes its log every second, as shops run it."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes"]
        with running([*command, "--appendfsync", "everysec", "--save", ""], port):
            yield f"redis://127.0.0.1:{port}"


@contextmanager
def running(command: list[str], port: int, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """A server process, from its first open port to its end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
    try:
        wait_for(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    """Until the port answers. RuntimeError: the process ended, or time did."""
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)  # a server that begins tells nobody when it listens: one can only look again
    raise RuntimeError(f"{process.args} opened no port")


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
