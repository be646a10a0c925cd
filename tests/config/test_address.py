"""Addresses of servers: what is no address, nobody who answers, a server too old."""

import socket
import struct
import threading
from collections.abc import Iterator

import psycopg
import pytest

from evenhand.config import postgres
from evenhand.config.errors import DatabaseUnavailable, Misconfigured


def message(kind: bytes, body: bytes) -> bytes:
    """A message of PostgreSQL's protocol, version 3."""
    return kind + struct.pack("!I", len(body) + 4) + body


GREETING = b"".join(
    [
        message(b"R", struct.pack("!I", 0)),
        message(b"S", b"server_version\x0014.12\x00"),
        message(b"S", b"client_encoding\x00UTF8\x00"),
        message(b"K", struct.pack("!II", 1, 1)),
        message(b"Z", b"I"),
    ]
)


@pytest.fixture
def old_server() -> Iterator[str]:
    """A server that greets as PostgreSQL 14 does, and says no more."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            client, _ = listening.accept()
            with client:
                client.recv(1024)
                client.sendall(GREETING)
                client.recv(1024)

        greeter = threading.Thread(target=greet)
        greeter.start()
        yield f"postgresql://x@127.0.0.1:{listening.getsockname()[1]}/x?sslmode=disable&gssencmode=disable"
        greeter.join()


def test_a_server_too_old_is_refused(old_server: str) -> None:
    with pytest.raises(Misconfigured, match="PostgreSQL 14 is too old; Evenhand needs 15"):
        postgres.connect(old_server)


def test_a_server_that_does_not_answer_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        postgres.connect(f"postgresql://x@127.0.0.1:{port}/x")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mysql://x@localhost/x", "no postgresql:// address"),
        ("postgresql://x@localhost/x?colour=red", "no postgresql:// address"),
        ("postgresql://x@localhost", "names no database"),
    ],
)
def test_what_is_no_address_is_refused(address: str, words: str) -> None:
    with pytest.raises(Misconfigured, match=words):
        postgres.parse(address)


def test_django_connects_with_what_the_address_says_and_starts_in_the_role() -> None:
    written = "postgresql://ann:s%40fe@db.example:6432/masks?sslmode=require&options=-c%20lock_timeout%3D1s"
    entry = postgres.django_settings(written, "evenhand_app")
    assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"]) == ("ann", "s@fe", "db.example", "6432")
    assert entry["NAME"] == "masks"
    assert entry["OPTIONS"] == {"sslmode": "require", "options": "-c lock_timeout=1s -c role=evenhand_app"}


def test_a_session_returns_to_its_role_and_not_to_the_login_user(server: postgres.Server) -> None:
    entry = postgres.django_settings(server.url(), postgres.APP)
    with psycopg.connect(server.url(), options=entry["OPTIONS"]["options"]) as connection:
        connection.execute("RESET ROLE")
        assert connection.execute("SELECT current_user").fetchone() == (postgres.APP,)
