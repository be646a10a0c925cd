"""A number for each request, short enough to be read out on the telephone and found in the log."""

import logging
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which sound or look alike."""
LENGTH = 8
HEADER = "X-Request-Number"
log = logging.getLogger("evenhand.web")


def number_of(request: HttpRequest) -> str:
    """The number of this request; "" outside the middleware."""
    return getattr(request, "number", "")


class NumberMiddleware:
    """Numbers the request and its answer, and logs failures under that number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        number = f"{code[:4]}-{code[4:]}"
        setattr(request, "number", number)  # noqa: B010 - HttpRequest declares no such attribute
        response = self.get_response(request)
        response.headers[HEADER] = number
        if response.status_code >= 500:
            log.error("%s: answered %s to %s", number, response.status_code, request.method)
        return response
