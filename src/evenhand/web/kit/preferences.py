"""How a person likes to read: language, elder mode. Kept in cookies of their own, known before anybody signs in.

Chinese unless the person (or a poster's address, `?lang=en`, `?elder=1`) chose otherwise: the browser's language does
not decide, because a borrowed or imported phone says nothing about who reads it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation

ELDER_COOKIE = "elder"
YEAR_S = 365 * 24 * 3600
CHOICES = {"lang": tuple(code for code, _ in settings.LANGUAGES), "elder": ("0", "1")}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose, or nothing yet."""

    language: str
    elder: bool
    asked: bool
    """Whether elder mode was ever answered; until then the city page asks."""


def of(request: HttpRequest) -> Preferences:
    """What the cookies of this request say."""
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    elder = request.COOKIES.get(ELDER_COOKIE, "")
    return Preferences(
        language if language in CHOICES["lang"] else settings.LANGUAGE_CODE, elder == "1", elder in CHOICES["elder"]
    )


class PreferencesMiddleware:
    """Turns on the person's language; a choice in the address becomes a cookie and leaves the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = {name: value for name, value in request.GET.items() if value in CHOICES.get(name, ())}
        if chosen and request.method == "GET":
            return _remember(request, chosen)
        with translation.override(of(request).language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


def _remember(request: HttpRequest, chosen: dict[str, str]) -> HttpResponse:
    rest = {name: value for name, value in request.GET.items() if name not in chosen}
    # A path that begins with two slashes would lead to another host.
    response = HttpResponseRedirect("/" + request.path.lstrip("/") + (f"?{urlencode(rest)}" if rest else ""))
    names = {"lang": settings.LANGUAGE_COOKIE_NAME, "elder": ELDER_COOKIE}
    for name, value in chosen.items():
        response.set_cookie(names[name], value, max_age=YEAR_S, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


def context(request: HttpRequest) -> dict[str, Preferences]:
    """`prefs` for templates."""
    return {"prefs": of(request)}
