"""One door, one service call, one transaction: who may open a page, in which city, and how a refusal is said."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_protect

from evenhand.apps.cities import queries as cities
from evenhand.apps.cities.queries import City
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import PersonTag, Role
from evenhand.web.kit import mishaps, session
from evenhand.web.kit.forms import Form
from evenhand.web.kit.session import Caller
from evenhand.web.refusals import explain

type View = Callable[..., HttpResponse]


@dataclass(slots=True)
class Attempt:
    """How a service call went."""

    refused: Refused | None = None

    @property
    def done(self) -> bool:
        return self.refused is None


@dataclass(frozen=True, slots=True)
class Visit:
    """A request inside a city's transaction: where, when by the city's clock, and who calls."""

    request: HttpRequest
    city: City
    at: datetime
    caller: Caller | None = None

    @property
    def slug(self) -> str:
        return self.city.slug

    @property
    def posted(self) -> bool:
        return self.request.method == "POST"

    @property
    def me(self) -> Caller:
        """The caller, on a page that demands one. Refused: NOT_ALLOWED."""
        if self.caller is None:
            raise Refused(Reason.NOT_ALLOWED)
        return self.caller

    @property
    def tag(self) -> PersonTag:
        """The resident who calls, as claims and orders name one. Refused: NOT_ALLOWED, if it is no resident."""
        if self.me.tag is None:
            raise Refused(Reason.NOT_ALLOWED)
        return self.me.tag

    def render(self, template: str, /, status: int = 200, **context: Any) -> HttpResponse:
        """The page."""
        everywhere = {"visit": self, "city": self.city, "at": self.at}
        return render(self.request, template, {**everywhere, **context}, status=status)

    def go(self, name: str, /, **parts: object) -> HttpResponse:
        """Send the browser to another page of this city."""
        return HttpResponseRedirect(self.url(name, **parts))

    def url(self, name: str, /, **parts: object) -> str:
        """The address of a page of this city."""
        return reverse(name, kwargs={"city": self.slug, **parts})

    def say(self, words: str) -> None:
        """Tell the person, on the next page they see, that something was done."""
        messages.success(self.request, words)

    @contextmanager
    def attempt(self, form: Form | None = None) -> Iterator[Attempt]:
        """Try a service. What it wrote before a refusal is undone; the refusal stands at its field, or is said."""
        tried = Attempt()
        try:
            with transaction.atomic():
                yield tried
        except Refused as refused:
            tried.refused = refused
            if form is not None:
                form.refuse(refused)
            else:
                messages.error(self.request, str(explain(refused)))


def open_to(*roles: Role) -> Callable[[View], View]:
    """A page for these roles. Residents who have not verified are led to do so, others are refused."""
    return _door(frozenset(roles))


def open_to_all(view: View) -> View:
    """A page for anybody, signed in or not."""
    return _door(frozenset())(view)


def _door(roles: frozenset[Role]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, city: str, **parts: Any) -> HttpResponse:
            try:
                response = _inside(request, city, roles, view, parts)
            except Refused as refused:
                response = mishaps.refused(request, refused)
            if roles or request.session.accessed:
                add_never_cache_headers(response)
            return response

        return declare(csrf_protect(door), roles)

    return decorate


def _inside(request: HttpRequest, slug: str, roles: frozenset[Role], view: View, parts: dict[str, Any]) -> HttpResponse:
    with city_transaction(slug) as at:
        city = cities.city(slug)
        visit = Visit(request, city, at, session.caller(request, slug))
        with timezone.override(city.timezone):
            if roles and visit.caller is None and Role.RESIDENT in roles:
                return visit.go("resident:verify")
            if roles and (visit.caller is None or visit.caller.role not in roles):
                raise Refused(Reason.NOT_ALLOWED)
            return view(visit, **parts)


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
