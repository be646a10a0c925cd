"""What partners need from outside: something that carries a message to an address on the net."""

from collections.abc import Mapping
from typing import Protocol


class Hooks(Protocol):
    """Posts to other people's servers."""

    def check(self, url: str) -> None:
        """Whether it may be posted to. Refused(INPUT_INVALID, "hook"): no address of a server outside."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the server took it: any answer of the 200s, in time."""
