"""In and out: a rehearsal's sign-in links, leaving, and whether this process lives."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenhand.apps.cities import queries as cities
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web.kit import doors, session

ANYBODY: frozenset[Role] = frozenset()
HOMES = {
    Role.RESIDENT: "public:city",
    Role.AGENT: "hotline:desk",
    Role.MERCHANT: "merchant:accept",
    Role.RIDER: "rider:card",
    Role.DISPATCHER: "dispatcher:waves",
    Role.OFFICIAL: "cityhall:live",
    Role.AUDITOR: "cityhall:audit",
}
"""Where each role begins; one whose door is not built yet, where everybody does."""


def _alive(request: HttpRequest) -> HttpResponse:
    """That this process answers. It asks nobody else: a stalled database must not make a supervisor kill it."""
    return HttpResponse("ok", content_type="text/plain")


def _enter(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as somebody of a rehearsal."""
    city, role, id = session.read_demo_token(token)
    if not cities.city(city).rehearsal:
        raise Refused(Reason.NOT_ALLOWED)
    session.sign_in(request, city=city, role=role, id=id)
    return HttpResponseRedirect(reverse(HOMES.get(role, "public:city"), kwargs={"city": city}))


@require_POST
def _leave(request: HttpRequest, city: str) -> HttpResponse:
    """Sign out."""
    session.sign_out(request)
    return HttpResponseRedirect(reverse("public:city", kwargs={"city": city}))


alive = doors.declare(_alive, ANYBODY)
enter = doors.declare(_enter, ANYBODY)
leave = doors.declare(_leave, ANYBODY)
