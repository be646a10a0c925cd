"""Addresses of the partners' door, and the page that describes them."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from evenhand.core.errors import Reason, Refused
from evenhand.web.api import acting, calls, claiming, showing
from evenhand.web.kit import doors
from evenhand.web.kit.visits import Visit

app_name = "api"
api = NinjaAPI(
    title="Evenhand",
    version="1",
    description="Figures for everybody; orders, lots and facts for partners. Money is in fen, times carry a zone.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
api.add_router("", showing.router)
api.add_router("", acting.router, auth=calls.PartnerKey())
api.add_router("", claiming.router, auth=calls.PartnerKey())


@api.exception_handler(Refused)
def _again(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Let a refusal out of the framework, so that the transaction around it is undone."""
    raise refused


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return calls.invalid(error.errors)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = calls.refusal(Refused(Reason.NOT_ALLOWED, "Authorization"))
    response.status_code = 401
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@doors.open_to_all
def schema(visit: Visit) -> HttpResponse:
    """The API as OpenAPI 3.1."""
    return JsonResponse(_schema(visit))


@doors.open_to_all
def page(visit: Visit) -> HttpResponse:
    """The same for people: every call, what it takes and gives."""
    said = _schema(visit)
    calls_ = [
        {"method": method.upper(), "path": path_, **operation}
        for path_, methods in said["paths"].items()
        for method, operation in methods.items()
    ]
    return visit.render("api/page.html", calls=calls_, rehearsal=visit.city.rehearsal)


def _schema(visit: Visit) -> dict[str, Any]:
    """The schema with this city's own address."""
    return {**api.get_openapi_schema(path_prefix=""), "servers": [{"url": f"/{visit.slug}/api"}]}


def _opened(pattern: URLPattern) -> URLPattern:
    pattern.callback = calls.opened(pattern.callback)
    return pattern


urlpatterns = [
    path("", page, name="page"),
    path("openapi.json", schema, name="schema"),
    *(_opened(each) for each in api.urls[0] if isinstance(each, URLPattern) and each.name != "api-root"),
]
