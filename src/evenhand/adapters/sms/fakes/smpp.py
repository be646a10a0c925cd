"""A fake message center, SMPP 3.4: it reads packets itself, byte by byte, checks the password and joins parts."""

import socket
import struct
import threading
from collections import defaultdict
from contextlib import closing, suppress
from typing import Any, Self

from evenhand.adapters.sms.fakes.carried import Carried

SYSTEM_ID, PASSWORD = "evenhand", "fakepass"
BIND, SUBMIT, UNBIND = 0x02, 0x04, 0x06
OK, BAD_PASSWORD, BAD_ADDRESS = 0x00, 0x0E, 0x0B
RESPONSE = 0x80000000
JOINED = 0x40
"""The bit of `esm_class` that says that a header of parts stands before the text."""


class FakeSmpp:
    """The center and its address; `account` is what goes into the file of accounts."""

    def __init__(self) -> None:
        self.carried = Carried()
        self._parts: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
        self._listener = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up. A listener that is only closed still takes the one caller for whom a thread waits."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    @property
    def account(self) -> dict[str, Any]:
        host, port = self._listener.getsockname()
        return {"host": host, "port": port, "system_id": SYSTEM_ID, "password": PASSWORD, "timeout_s": 2}

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with closing(connection):
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        """One client, packet by packet, until it goes."""
        while header := _exactly(connection, 16):
            length, command, _, sequence = struct.unpack(">4I", header)
            body = _exactly(connection, length - 16) or b""
            status, answer = self._act(command, body)
            if command == SUBMIT and self.carried.mute:
                self.carried.mute -= 1
                return
            connection.sendall(struct.pack(">4I", 16 + len(answer), command | RESPONSE, status, sequence) + answer)
            if command == UNBIND or status == BAD_PASSWORD:
                return

    def _act(self, command: int, body: bytes) -> tuple[int, bytes]:
        match command:
            case _ if command == BIND:
                name, password, _ = body.split(b"\0", 2)
                if (name.decode(), password.decode()) != (SYSTEM_ID, PASSWORD):
                    self.carried.strangers += 1
                    return BAD_PASSWORD, b""
                return OK, b"fake\0"
            case _ if command == SUBMIT:
                return self._take(body)
            case _:
                return OK, b""

    def _take(self, body: bytes) -> tuple[int, bytes]:
        """Service type; type, plan and text of the sender's address; the same of the receiver's; then the message."""
        _, body = body.split(b"\0", 1)
        _, body = body[2:].split(b"\0", 1)
        phone, body = body[2:].split(b"\0", 1)
        if f"+{phone.decode()}" in self.carried.illegal:
            return BAD_ADDRESS, b""
        esm_class, body = body[0], body[3:]
        _, body = body.split(b"\0", 1)
        _, body = body.split(b"\0", 1)
        text = body[5 : 5 + body[4]]
        self._join(phone.decode(), text, parted=bool(esm_class & JOINED))
        return OK, f"{len(self.carried.taken)}\0".encode()

    def _join(self, phone: str, text: bytes, *, parted: bool) -> None:
        """Note a message once all its parts are here. A header of parts: 05 00 03, reference, how many, which."""
        if not parted:
            self.carried.taken.append((phone, "", text.decode("utf-16-be")))
            return
        reference, many, nth = text[3:6]
        parts = self._parts[phone, reference]
        parts[nth] = text[6:].decode("utf-16-be")
        if len(parts) == many:
            self.carried.taken.append((phone, "", "".join(parts[n] for n in sorted(parts))))


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    """So many bytes. None: the other side went."""
    read = b""
    while len(read) < size:
        try:
            more = connection.recv(size - len(read))
        except OSError:
            return None
        if not more:
            return None
        read += more
    return read
