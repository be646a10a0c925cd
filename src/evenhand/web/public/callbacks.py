"""What payment services tell us, from machine to machine. The signature says who speaks; there is no session."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from evenhand.apps.journal.sockets import socket
from evenhand.apps.orders import services as orders
from evenhand.core.errors import Refused
from evenhand.core.terms import Role
from evenhand.web.kit import doors

ANYBODY: frozenset[Role] = frozenset()


@csrf_exempt
@require_POST
def _paid(request: HttpRequest, city: str) -> HttpResponse:
    """A payment was made. Said again, it is answered the same; what is not the service's word is refused."""
    try:
        with doors.transaction_in(city) as at:
            orders.settle_payment(city=city, at=at, headers=request.headers, body=request.body)
    except Refused as refused:
        return HttpResponse(refused.reason.value, status=400, content_type="text/plain")
    return HttpResponse(socket("payment").thanks, content_type="text/plain")


paid = doors.declare(_paid, ANYBODY)
