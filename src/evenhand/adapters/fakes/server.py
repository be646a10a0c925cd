"""The HTTP around a fake service: one thread a request, loopback only, gone with its owner."""

import json
import threading
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.error import HTTPError


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: `path` with its query, header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """An answer. `dropped`: the work was done, and the connection broke before anything was said of it."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    dropped: bool = False

    @staticmethod
    def json(told: object, status: int = 200) -> "Said":
        """An answer in JSON."""
        return Said(status, json.dumps(told).encode(), {"Content-Type": "application/json"})


@dataclass(frozen=True, slots=True)
class Callback:
    """What a service sends to the merchant."""

    url: str
    headers: Mapping[str, str]
    body: bytes

    def deliver(self) -> tuple[int, str]:
        """Send it. Returns status and text of the answer, also of a refusal. OSError: nobody answered."""
        request = urllib.request.Request(self.url, self.body, dict(self.headers), method="POST")  # noqa: S310 - our own doors
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own doors
                return answer.status, answer.read().decode()
        except HTTPError as refusal:
            return refusal.code, refusal.read().decode()


class Service(ABC):
    """A service at `base_url`. It answers from when it is entered until it is left."""

    def __init__(self, port: int = 0) -> None:
        serve = self._serve

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self.rfile.read(int(headers.get("content-length", 0)))
                _answer(self, serve(Asked(self.command, self.path, headers, body)))

            do_POST = do_GET

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._http.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._http.server_address[1]}"

    @abstractmethod
    def _serve(self, asked: Asked) -> Said:
        """What it answers."""

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()


def _answer(handler: BaseHTTPRequestHandler, said: Said) -> None:
    if said.dropped:
        handler.close_connection = True
        handler.connection.close()
        return
    handler.send_response(said.status)
    for name, value in {**said.headers, "Content-Length": str(len(said.body))}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(said.body)


def page(words: str, button: str = "") -> Said:
    """What a payer sees: a sentence and, where there is something to do, a button."""
    form = (
        f'<form method="post"><button style="font-size:1.5rem;padding:1rem">{button}</button></form>' if button else ""
    )
    html = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>A fake service</title><p>{words}</p>{form}</html>'
    )
    return Said(200, html.encode(), {"Content-Type": "text/html; charset=utf-8"})
