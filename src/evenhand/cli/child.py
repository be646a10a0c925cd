"""What a supervised process runs: the pages and the gate, the gate alone, or the worker.

    python -m evenhand.cli.child pages 127.0.0.1 8000 1

Its standard input is a leash: it ends when the supervisor, which holds the other end, is gone, however that ended.
"""

import logging
import os
import signal
import sys
import threading

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from evenhand.cli import failures, ready

TARGETS = {
    "pages": ("evenhand.config.asgi:application", Interfaces.ASGI),
    "doors": ("evenhand.config.wsgi:application", Interfaces.WSGI),
    "gate": ("evenhand.gate.app:app", Interfaces.ASGI),
}
POLITE = 5
"""How far the worker stands back: at the opening hour those who wait for an answer come first."""
DOORS_THREADS = 5
"""Requests that a process of doors works on at the same moment."""


def main(what: str, *arguments: str) -> None:
    """Run `worker`; or `pages` (doors and gate), `doors` or `gate` on a host and port with a number of processes."""
    sys.excepthook = failures.tell
    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("evenhand.sms").setLevel(logging.INFO)  # where messages go to the log, it is there to be read
    failures.hush()
    threading.Thread(target=_end_with_supervisor, daemon=True).start()
    if what == "worker":
        os.nice(POLITE)
        ready.work("evenhand.worker").main()
    else:
        serve(*TARGETS[what], *arguments)


def serve(target: str, interface: Interfaces, host: str, port: str, workers: str) -> None:
    """Serve an application over HTTP until SIGTERM."""
    server = Server(
        target,
        address=host,
        port=int(port),
        interface=interface,
        workers=int(workers),
        blocking_threads=DOORS_THREADS if interface is Interfaces.WSGI else 1,
        backlog=4096,
        backpressure=4096,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=3,  # a visitor's idle connection would keep a worker from ending
        log_level=LogLevels.warning,
    )
    server.serve()


def _end_with_supervisor() -> None:
    while os.read(sys.stdin.fileno(), 64):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(*sys.argv[1:])
