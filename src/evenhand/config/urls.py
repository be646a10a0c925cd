"""Which door answers which address."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path


def alive(request: HttpRequest) -> HttpResponse:
    """That this process answers. It asks nobody else, so that a stalled database does not make a supervisor kill it."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [path("healthz", alive)]
