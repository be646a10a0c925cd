"""drand over HTTP: several relays, the first whose signature holds counts, whatever others say.

A relay is asked at most every few seconds, and never waited for long: the worker serves other cities meanwhile.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from time import monotonic
from typing import Any
from urllib.request import urlopen

from evenhand.adapters.beacon import fake
from evenhand.core.draw import beacon
from evenhand.core.draw.flaws import Flawed
from evenhand.core.draw.shape import Chain
from evenhand.core.errors import Reason, Refused

TIMEOUT_S = 2
PAUSE_S = 3.0
MOST_BYTES = 4096
MOST_WORDS = 200
CHAINS: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    files(__package__).joinpath("chains.toml").read_text(encoding="utf-8")
)


class Beacons:
    """The chains of `chains.toml` over their relays, and the rehearsal's fake for cities that rehearse."""

    def __init__(self) -> None:
        self._not_before = 0.0

    def chain(self, code: str, *, rehearsal: bool) -> Chain:
        """The parameters of a chain. Refused(NOT_FOUND): unknown, or the fake where people are served."""
        if code == fake.CODE and rehearsal:
            return fake.chain()
        if code not in CHAINS:
            raise Refused(Reason.NOT_FOUND, "seed.beacon")
        return Chain(**CHAINS[code]["chain"])

    def relays(self, code: str) -> Sequence[str]:
        """Where its rounds are published."""
        return fake.RELAYS if code == fake.CODE else CHAINS[code]["relays"]

    def fetch(self, chain: Chain, number: int, at: datetime) -> tuple[bytes, str] | None:
        """A round's signature and the relay that brought it. None: not out, or nobody answers now."""
        if chain == fake.chain():
            return fake.fetch(number, at)
        if monotonic() < self._not_before:
            return None
        self._not_before = monotonic() + PAUSE_S
        asked = ((_ask(relay, chain, number), relay) for relay in _relays(chain))
        return next(((said, relay) for said, relay in asked if isinstance(said, bytes)), None)

    def silent(self, chain: Chain, number: int) -> Sequence[tuple[str, str]]:
        """Every relay's answer, where none has the round."""
        told = [(relay, _ask(relay, chain, number)) for relay in _relays(chain)]
        words = [(relay, said) for relay, said in told if isinstance(said, str)]
        return words if len(words) == len(told) else ()


def _relays(chain: Chain) -> Sequence[str]:
    return next((each["relays"] for each in CHAINS.values() if each["chain"]["hash"] == chain.hash), ())


def _ask(relay: str, chain: Chain, number: int) -> bytes | str:
    """A round's signature, or why there is none. A relay that lies has none, and the next is asked."""
    try:
        with urlopen(f"{relay}/{chain.hash}/public/{number}", timeout=TIMEOUT_S) as answer:  # noqa: S310 - our own list, https
            told = json.loads(answer.read(MOST_BYTES))
        signature = bytes.fromhex(told["signature"])
        beacon.check(chain, number, signature)
    except (OSError, ValueError, KeyError, TypeError, Flawed) as error:
        return f"{type(error).__name__}: {error}"[:MOST_WORDS]
    return signature
