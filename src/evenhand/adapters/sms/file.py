"""Messages that go to a file: what a gateway would have carried, for rehearsals and tests to read.

The file stands for the gateway, outside of our database: it holds whole phone numbers, only its owner may read it, and
it is never rolled back with a transaction of ours. A message that comes twice is taken once, as a good gateway does.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

from evenhand.apps.notices.ports import Answer, Message
from evenhand.core.errors import Reason, Refused

NAME = "sms.jsonl"


class FileSms:
    """See `notices.ports.SmsGateway`. One JSON object a line: id, phone, text. Any number of processes may write."""

    name = "file"
    reaches_people = False
    file = NAME

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or Path(settings.EVENHAND_HOME) / self.file
        self._taken: set[UUID] = set()
        self._read_to = 0

    def send(self, messages: Sequence[Message]) -> Sequence[Answer]:
        with self._alone() as file:
            self._catch_up(file)
            new = {message.id: message for message in messages if message.id not in self._taken}
            file.write(b"".join(_line(message) for message in new.values()))
        return [_taken(message.id) for message in messages]

    def receipts(self, messages: Sequence[Message]) -> Mapping[UUID, Answer]:
        with self._alone() as file:
            self._catch_up(file)
        return {message.id: _taken(message.id) for message in messages if message.id in self._taken}

    @contextmanager
    def _alone(self) -> Iterator[IO[bytes]]:
        """The file, to read and append to, while no other process does. Refused: UNAVAILABLE."""
        try:
            with os.fdopen(os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield file
        except OSError as error:
            raise Refused(Reason.UNAVAILABLE, "sms", why=error.strerror) from error

    def _catch_up(self, file: IO[bytes]) -> None:
        """Learn what others have written, and cut off a line that a crash left unfinished."""
        file.seek(self._read_to)
        text = file.read()
        whole = text.rfind(b"\n") + 1
        self._taken |= {UUID(json.loads(line)["id"]) for line in text[:whole].splitlines()}
        self._read_to += whole
        if whole < len(text):
            file.truncate(self._read_to)


def read(path: Path) -> list[Message]:
    """All messages of a file, in the order they were taken."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Message(UUID(told["id"]), told["phone"], told["text"]) for told in map(json.loads, lines)]


def _line(message: Message) -> bytes:
    told = {"id": str(message.id), "phone": message.phone, "text": message.text}
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def _taken(id: UUID) -> Answer:
    return Answer(taken=True, reference=f"file:{id}")
