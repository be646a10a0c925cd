"""`evenhand mirror`: keeps what other cities fix of their draws, and signs since when it has had it.

It believes nobody and judges nothing: that a digest lay here before a draw's chance existed is all that it says. The
first time counts; the same digest asked for again gets the same words.
"""

import json
import os
import re
import signal
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.config.errors import Misconfigured
from evenhand.core.draw import anchors, signatures

MOST_BYTES = 1_000_000
DIGEST = re.compile(r"[0-9a-f]{64}")
FIELDS = {"city", "name", "digest", "body"}


class Mirror:
    """A folder of digests, each with its body, the hour at which it came, and our signature."""

    def __init__(self, folder: Path, key: Ed25519PrivateKey, clock: Callable[[], float] = time.time) -> None:
        self.folder, self._key, self._clock = folder, key, clock
        self._one = threading.Lock()

    def keep(self, said: Any) -> dict[str, object]:
        """Keep a digest. ValueError: what was said is no anchor."""
        if (
            not isinstance(said, dict)
            or set(said) != FIELDS
            or not all(isinstance(each, str) for each in said.values())
        ):
            raise ValueError("an anchor is city, name, digest and body")
        if not DIGEST.fullmatch(said["digest"]):
            raise ValueError("a digest is 64 hex digits")
        bytes.fromhex(said["body"])
        with self._one:
            return self.find(said["digest"]) or self._write(said)

    def find(self, digest: str) -> dict[str, object] | None:
        """What is kept of a digest."""
        file = self.folder / f"{digest}.json"
        if not DIGEST.fullmatch(digest) or not file.exists():
            return None
        told: dict[str, object] = json.loads(file.read_bytes())
        return told

    def _write(self, said: dict[str, str]) -> dict[str, object]:
        made = anchors.mirror(self._key, "", "", bytes.fromhex(said["digest"]), int(self._clock()))
        key = signatures.public_of(self._key).hex()
        told = {**said, "unix_s": made.unix_s, "signature": made.proof.hex(), "key": key}
        part = self.folder / f"{said['digest']}.part"
        with part.open("w", encoding="utf-8") as file:
            json.dump(told, file)
            file.flush()
            os.fsync(file.fileno())
        part.rename(self.folder / f"{said['digest']}.json")
        return told


class Asked(BaseHTTPRequestHandler):
    """`POST /anchor` keeps, `GET /anchor/DIGEST` tells; everything else is not found."""

    mirror: ClassVar[Mirror]

    def do_POST(self) -> None:
        """Keep an anchor."""
        try:
            size = int(self.headers.get("content-length", ""))
            if self.path != "/anchor" or not 0 <= size <= MOST_BYTES:
                return self._say(404 if self.path != "/anchor" else 413, {})
            self._say(200, self.mirror.keep(json.loads(self.rfile.read(size))))
        except ValueError as wrong:
            self._say(400, {"error": str(wrong)})

    def do_GET(self) -> None:
        """Tell of a digest."""
        found = self.mirror.find(self.path.removeprefix("/anchor/"))
        self._say(200 if found else 404, found or {})

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: who asks is nobody's business."""

    def _say(self, status: int, told: dict[str, object]) -> None:
        raw = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def mirror(
    folder: Annotated[Path, typer.Argument(help="Where to keep anchors, and the mirror's own key.", file_okay=False)],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 picks a free one.", min=0, max=65535)] = 8090,
) -> None:
    """Keep what other cities fix of their draws, and sign since when; needs no database."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    serve(folder, host, port, over, say=typer.echo)


def serve(folder: Path, host: str, port: int, over: threading.Event, say: Callable[[str], None]) -> None:
    """Answer until it is over. Misconfigured: the folder cannot be used, or the port is taken."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mirror = Mirror(folder, _key(folder / "mirror.key"))
        handler = type("Here", (Asked,), {"mirror": mirror})
        server = ThreadingHTTPServer((host, port), handler)
    except (OSError, ValueError) as wrong:
        raise Misconfigured(f"no mirror can run with {folder} at {host}:{port}: {wrong}") from None
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        key = signatures.public_of(_key(folder / "mirror.key")).hex()
        address = f"http://{host}:{server.server_address[1]}"
        say(f"{address} keeps anchors; its key: {key}\nCheck a draw against it: --place {address}={key}")
        over.wait()
        server.shutdown()


def _key(file: Path) -> Ed25519PrivateKey:
    """The mirror's own key, made the first time, readable by its owner alone."""
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text("ascii").strip()))
