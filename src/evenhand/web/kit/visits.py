"""A visit: a request in a city, at a time of its clock, by somebody; and how a page answers it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from evenhand.apps.cities.queries import City
from evenhand.core import pumping
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import PersonTag
from evenhand.web.kit.forms import Form
from evenhand.web.kit.session import Caller
from evenhand.web.refusals import explain


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
    began: float = field(default_factory=monotonic)

    @property
    def lag_ms(self) -> int:
        """Real milliseconds since `at`: what a page must add to know the time when it was sent."""
        return round(1000 * (monotonic() - self.began))

    @property
    def slug(self) -> str:
        return self.city.slug

    @property
    def posted(self) -> bool:
        return self.request.method == "POST"

    @property
    def network(self) -> str:
        """Where the request comes from, as far as its network. Behind a proxy, as the proxy says, or empty."""
        said = self.request.META.get("REMOTE_ADDR", "")
        if settings.SECURE_PROXY_SSL_HEADER:
            said = self.request.headers.get("X-Forwarded-For", "").rpartition(",")[2]
        return pumping.network(said)

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

    def regret(self, refused: Refused) -> None:
        """Tell the person, on the next page they see, why something was not done."""
        messages.error(self.request, str(explain(refused)))

    @contextmanager
    def attempt(self, form: Form | None = None, *, quiet: bool = False) -> Iterator[Attempt]:
        """Try a service. What it wrote before a refusal is undone; the refusal stands at its field, or is said.

        `quiet`: it is only kept, for a caller who answers otherwise than with a page.
        """
        tried = Attempt()
        try:
            with transaction.atomic():
                yield tried
        except Refused as refused:
            tried.refused = refused
            if form is not None:
                form.refuse(refused)
            elif not quiet:
                self.regret(refused)
