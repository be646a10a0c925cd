"""drand over HTTP: several relays, the first answer counts, its signature is verified by whoever asked.

A relay is asked at most every few seconds, and never waited for long: the worker serves other cities meanwhile.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from time import monotonic
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from evenhand.adapters.beacon import fake
from evenhand.core.draw.shape import Chain
from evenhand.core.errors import Reason, Refused

TIMEOUT_S = 2
PAUSE_S = 3.0
MOST_BYTES = 4096
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
        relays = next((each["relays"] for each in CHAINS.values() if each["chain"]["hash"] == chain.hash), ())
        return next((found for relay in relays if (found := _ask(relay, chain, number))), None)


def _ask(relay: str, chain: Chain, number: int) -> tuple[bytes, str] | None:
    """One relay's answer. Nothing it says is believed before its signature is verified."""
    try:
        with urlopen(f"{relay}/{chain.hash}/public/{number}", timeout=TIMEOUT_S) as answer:  # noqa: S310 - our own list, https
            told = json.loads(answer.read(MOST_BYTES))
        return (bytes.fromhex(told["signature"]), relay) if told["round"] == number else None
    except (URLError, OSError, ValueError, KeyError, TypeError):
        return None
