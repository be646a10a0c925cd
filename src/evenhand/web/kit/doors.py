"""One door, one service call, one transaction: for whom a page is, and what becomes of a refusal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from evenhand.apps.cities import queries as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web.kit import mishaps, session
from evenhand.web.kit.visits import Visit

type View = Callable[..., HttpResponse]
transaction_in = city_transaction
"""For a page that is `open_outside`: a transaction in a city."""


class _NotVerified(Exception):
    """A resident's page, asked for by nobody we know."""


def open_to(*roles: Role) -> Callable[[View], View]:
    """A page for these roles. Residents who have not verified are led to do so, others are refused."""

    def decorate(view: View) -> View:
        def act(request: HttpRequest, city: str, parts: dict[str, Any]) -> HttpResponse:
            with _visiting(request, city, frozenset(roles)) as visit:
                return view(visit, **parts)

        return _door(view, frozenset(roles), act)

    return decorate


def open_to_all(view: View) -> View:
    """A page for anybody, signed in or not."""
    return open_to()(view)


def open_outside(*roles: Role) -> Callable[[View], View]:
    """A page whose work takes longer than a transaction should: it runs in none, and opens its own."""

    def decorate(view: View) -> View:
        def act(request: HttpRequest, city: str, parts: dict[str, Any]) -> HttpResponse:
            with _visiting(request, city, frozenset(roles)) as visit:
                pass
            return view(visit, **parts)

        return _door(view, frozenset(roles), act)

    return decorate


def declare(view: View, roles: frozenset[Role]) -> View:
    """Say for whom a page is; one that does not is refused to everybody. An empty set means anybody."""
    setattr(view, "roles", roles)  # noqa: B010 - a function declares no such attribute
    return view


class DeclaredMiddleware:
    """Refuses a page that does not say for whom it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, _args: Any, _parts: Any) -> HttpResponse | None:
        return None if hasattr(view, "roles") else mishaps.refused(request, Refused(Reason.NOT_ALLOWED))


@contextmanager
def _visiting(request: HttpRequest, slug: str, roles: frozenset[Role]) -> Iterator[Visit]:
    """A visit by one of these roles. Refused: NOT_FOUND (city), NOT_ALLOWED."""
    with city_transaction(slug) as at:
        city = cities.city(slug)
        visit = Visit(request, city, at, session.caller(request, slug))
        if roles and visit.caller is None and Role.RESIDENT in roles:
            raise _NotVerified
        if roles and (visit.caller is None or visit.caller.role not in roles):
            raise Refused(Reason.NOT_ALLOWED)
        with timezone.override(city.timezone):
            yield visit


def _door(view: View, roles: frozenset[Role], act: Callable[[HttpRequest, str, dict[str, Any]], HttpResponse]) -> View:
    @wraps(view)
    def door(request: HttpRequest, city: str, **parts: Any) -> HttpResponse:
        try:
            response = act(request, city, parts)
        except _NotVerified:
            response = HttpResponseRedirect(reverse("resident:verify", kwargs={"city": city}))
        if request.session.accessed:
            add_never_cache_headers(response)
        return response

    return declare(door, roles)
