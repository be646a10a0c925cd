"""The phone menu: a telephone system posts what keys a caller pressed, and is told what to read and what to wait for.

Between two requests nothing is kept here: the call travels, signed, in `state`. A request that comes twice is answered
the same, and what it books is booked once.
"""

import json
from dataclasses import asdict
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from evenhand.apps.cities import queries as cities
from evenhand.apps.journal.sockets import socket
from evenhand.apps.notices.ports import Heard
from evenhand.core import phone_menu
from evenhand.core.errors import Reason, Refused
from evenhand.core.phone_menu import Act, Call, Step
from evenhand.core.terms import Role
from evenhand.web.hotline import acting, spoken
from evenhand.web.kit import doors, mishaps
from evenhand.web.kit.visits import Visit

LONGEST_CALL_S = 3600
WAIT_S = 12
"""Long: nobody is hurried."""
SALT = "evenhand.phone_menu"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
ENDS = {Act.OPERATOR: "operator", Act.HANG_UP: "hang_up"}


@csrf_exempt
@require_POST
def _menu(request: HttpRequest, city: str) -> HttpResponse:
    try:
        heard = socket("telephone").heard(request.headers, request.body)
        with doors.transaction_in(city) as at:
            known = cities.city(city)
            with timezone.override(known.timezone):
                return _answer(Visit(request, known, at), heard)
    except Refused as refused:
        status = mishaps.STATUS.get(refused.reason, mishaps.OTHERWISE)
        return JsonResponse({"reason": refused.reason.value, "field": refused.field}, status=status)


menu = doors.declare(_menu, frozenset[Role]())


def _answer(visit: Visit, heard: Heard) -> HttpResponse:
    """The next words of a call."""
    call, act = (_read(visit, heard), Act.NOTHING)
    words = ""
    if heard.state:
        call, act = phone_menu.press(call, heard.keys)
        with translation.override(LANGUAGES[call.language]):
            call, act, words = acting.act(visit, call, act, heard)
    with translation.override(LANGUAGES[call.language]):
        if act is Act.OPERATOR:
            words = f"{words} {acting.hand_over(visit, heard)}"
        elif act is not Act.HANG_UP:
            words = f"{words} {spoken.prompt(visit, call)}"
        else:
            words = spoken.goodbye()
    then = ENDS.get(act, "listen")
    if act is Act.OPERATOR and not acting.staffed(visit):
        then = "hang_up"
    return JsonResponse(_told(visit, call, words.strip(), then))


def _told(visit: Visit, call: Call, words: str, then: str) -> dict[str, Any]:
    told = {"say": words, "language": {"zh": "zh-CN", "en": "en-US"}[call.language], "then": then}
    if then == "listen":
        state = signing.dumps([visit.slug, asdict(call)], salt=SALT)
        return {**told, "keys": call.keys, "wait_s": WAIT_S, "state": state}
    return told


def _read(visit: Visit, heard: Heard) -> Call:
    """The call so far. Refused(INPUT_INVALID): a state that we did not give for this call."""
    if not heard.state:
        return Call(heard.call)
    try:
        city, kept = signing.loads(heard.state, salt=SALT, max_age=LONGEST_CALL_S)
    except (signing.BadSignature, json.JSONDecodeError):
        raise Refused(Reason.INPUT_INVALID, "state") from None
    call = Call(**{**kept, "step": Step(kept["step"]), "wants": Step(kept["wants"])})
    if city != visit.slug or call.id != heard.call:
        raise Refused(Reason.INPUT_INVALID, "state")
    return call
