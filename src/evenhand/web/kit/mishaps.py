"""When something fails, the person sees an apology in words, a telephone and the number of the request."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from evenhand.apps.journal.tenancy import AWAY
from evenhand.core.errors import Reason, Refused
from evenhand.web.kit.numbering import number_of
from evenhand.web.refusals import explain

STATUS = {
    Reason.NOT_FOUND: 404,
    Reason.NOT_ALLOWED: 403,
    Reason.CODE_WRONG: 403,
    Reason.CODE_EXPIRED: 403,
    Reason.PASS_INVALID: 403,
    Reason.PASS_EXPIRED: 403,
    Reason.INPUT_INVALID: 422,
    Reason.UNITS_INVALID: 422,
    Reason.BUSY: 429,
    Reason.TOO_MANY_CODES: 429,
    Reason.UNAVAILABLE: 503,
}
OTHERWISE = 409
log = logging.getLogger("evenhand.web")


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A whole page that says a refusal, never to be cached."""
    context = {"refusal": explain(refusal), "number": number_of(request)}
    response = render(request, "kit/refused.html", context, status=STATUS.get(refusal.reason, OTHERWISE))
    add_never_cache_headers(response)
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No page has this address."""
    return refused(request, Refused(Reason.NOT_FOUND))


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Not allowed; also the answer to a form whose token is missing or stale."""
    return refused(request, Refused(Reason.NOT_ALLOWED))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not a request we can read."""
    return refused(request, Refused(Reason.INPUT_INVALID))


def failed(request: HttpRequest) -> HttpResponse:
    """We failed, and say so."""
    return render(request, "kit/failed.html", {"number": number_of(request)}, status=500)


class MishapMiddleware:
    """Says a refusal in words. A database that is away is one too: nothing is lost, and the person is asked to wait."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, AWAY):
            log.warning("%s: the database cannot be asked: %s", number_of(request), type(exception).__name__)
            exception = Refused(Reason.UNAVAILABLE)
        return refused(request, exception) if isinstance(exception, Refused) else None
