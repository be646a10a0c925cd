"""Where digests also lie: files in folders of their own, and other cities' mirrors over HTTP (`evenhand mirror`)."""

import json
import os
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from time import monotonic
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings

from evenhand.apps.ballots.ports import Anchored
from evenhand.core.draw.anchors import Anchor, AnchorKind, check_mirror
from evenhand.core.draw.flaws import Flawed

TIMEOUT_S = 2
PAUSE_S = 20.0
"""A mirror that did not answer is asked again after so long: the worker serves other cities meanwhile."""
MOST_BYTES = 2_000_000
FILES = ("file", "archive")


class Places:
    """Two folders of this installation's data, meant to be published, and each address of EVENHAND_MIRRORS."""

    def __init__(self) -> None:
        self._not_before: dict[str, float] = {}

    def anchor(
        self, *, city: str, name: str, digest: bytes, body: bytes, known: Collection[str] = ()
    ) -> Sequence[Anchored]:
        """Put it everywhere that answers and has it not; again, it is the same file."""
        files = _files(city, name, digest, body, [place for place in FILES if place not in known])
        told = json.dumps({"city": city, "name": name, "digest": digest.hex(), "body": body.hex()}).encode()
        mirrors = (self._ask(base, digest, told) for base in settings.EVENHAND_MIRRORS if base not in known)
        return [*files, *(each for each in mirrors if each)]

    def _ask(self, base: str, digest: bytes, told: bytes) -> Anchored | None:
        """What a mirror signed; None: it did not answer, or it signed something else."""
        if monotonic() < self._not_before.get(base, 0.0):
            return None
        request = Request(f"{base}/anchor", data=told, headers={"content-type": "application/json"})  # noqa: S310 - set by the operator
        try:
            with urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 - as above
                return _signed(base, digest, json.loads(answer.read(MOST_BYTES)))
        except (URLError, OSError, ValueError, KeyError, TypeError, Flawed):
            self._not_before[base] = monotonic() + PAUSE_S
            return None


def _files(city: str, name: str, digest: bytes, body: bytes, places: Sequence[str]) -> Iterator[Anchored]:
    for place in places:
        folder = settings.EVENHAND_HOME / "anchors" / place / city
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}-{digest.hex()[:16]}"
        _write(path, body)
        yield Anchored(place, f"{path.name} sha256:{sha256(body).hexdigest()}")


def _write(path: Path, body: bytes) -> None:
    """Whole or not at all, and on disk before it counts."""
    if path.exists():
        return
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)


def _signed(base: str, digest: bytes, told: dict[str, str]) -> Anchored:
    """A mirror's word, with the hour on its own clock. Flawed: it did not sign this digest."""
    unix_s, signature = int(told["unix_s"]), bytes.fromhex(told["signature"])
    check_mirror(Anchor("", base, AnchorKind.MIRROR, unix_s, digest, signature), bytes.fromhex(told["key"]))
    kept = {"unix_s": unix_s, "signature": signature.hex(), "key": told["key"]}
    return Anchored(base, json.dumps(kept), unix_s)
