"""Ask the gate on behalf of a browser that runs no script, with the same pass and key it would have shown itself."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit
from uuid import UUID

from evenhand.core.errors import Reason, Refused

TIMEOUT_S = 10


@dataclass(frozen=True, slots=True)
class Told:
    """What the gate said of a request. No reason: it was granted."""

    key: UUID
    reason: Reason | None


def claim(base: str, release: UUID, signed: str, key: str, units: str) -> Told:
    """Claim. Refused: INPUT_INVALID (the form was tampered with). A gate that does not answer is UNAVAILABLE, told."""
    try:
        request = {"pass": signed, "key": str(UUID(key)), "units": int(units)}
    except ValueError:
        raise Refused(Reason.INPUT_INVALID) from None
    try:
        answer = _post(base, f"/gate/{release}/claim", json.dumps(request))
    except (OSError, HTTPException, ValueError):
        return Told(UUID(key), Reason.UNAVAILABLE)
    return Told(UUID(key), Reason(answer["reason"]) if "reason" in answer else None)


def _post(base: str, path: str, body: str) -> dict[str, str]:
    address = urlsplit(base)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=TIMEOUT_S)
    try:
        connection.request("POST", path, body, {"content-type": "application/json"})
        answer: dict[str, str] = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return answer
