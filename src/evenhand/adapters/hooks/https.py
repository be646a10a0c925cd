"""Posts over HTTPS to servers outside, and to nothing else: the address that was checked is the one that is called.

A name that leads to a private, loopback or otherwise special address is refused, before it is stored and at each post;
redirects are not followed. A rehearsal may call its own machine.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from evenhand.core.errors import Reason, Refused

TIMEOUT_S = 3.0
LONGEST = 500
SUCCESS = range(200, 300)


class Https:
    """See `partners.ports.Hooks`."""

    def check(self, url: str) -> None:
        parts = _parts(url)
        if parts is None or _address(parts) is None:
            raise Refused(Reason.INPUT_INVALID, "hook")

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> bool:
        parts = _parts(url)
        address = _address(parts) if parts else None
        if parts is None or address is None:
            return False
        connection = _Pinned(parts, address)
        try:
            connection.request(
                "POST", f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", body, dict(headers)
            )
            return connection.getresponse().status in SUCCESS
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked up before; the certificate must still be the name's."""

    def __init__(self, parts: SplitResult, address: str) -> None:
        super().__init__(str(parts.hostname), _port(parts), timeout=TIMEOUT_S)
        self._pinned, self._secure = address, parts.scheme == "https"

    def connect(self) -> None:
        self.sock = socket.create_connection((self._pinned, self.port), self.timeout)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        fits = len(url) <= LONGEST and url.isprintable() and bool(parts.hostname) and parts.username is None
        allowed = {"https", "http"} if settings.EVENHAND_DEMO else {"https"}
        return parts if fits and parts.scheme in allowed and _port(parts) else None
    except ValueError:
        return None


def _address(parts: SplitResult) -> str | None:
    """The first address of the name, if all of its addresses may be called."""
    try:
        found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    addresses = [str(each[4][0]) for each in found]
    return addresses[0] if addresses and all(map(_outside, addresses)) else None


def _outside(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    return ip.is_global or (settings.EVENHAND_DEMO and ip.is_loopback)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)
