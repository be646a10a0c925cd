"""A rider's actions as a phone sends them, one a request: at once, or kept while there was no network.

Each bears an id of its own. Sent again it gets the same answer and changes nothing, so a phone may send until it hears.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext

from evenhand.apps.handover import services as handover
from evenhand.apps.handover.queries import Result
from evenhand.apps.handover.services import Outcome
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web import states
from evenhand.web.kit import doors, mishaps
from evenhand.web.kit.visits import Visit
from evenhand.web.refusals import explain

LONGEST = 4096
"""Bytes of an action."""


class Action(msgspec.Struct, forbid_unknown_fields=True):
    """What a phone says. `at`: the action was made without a network, at this time of the phone's clock."""

    id: UUID
    stop: UUID
    kind: Literal["hand_over", "failed"]
    code: str = ""
    result: Result | None = None
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


@doors.open_to(Role.RIDER)
def act(visit: Visit) -> HttpResponse:
    """Do what the phone says and answer in a line: the result and its words, or the reason and its."""
    with visit.attempt(quiet=True) as tried:
        outcome = _do(visit, _read(visit.request.body))
    if tried.refused:
        return _refusal(tried.refused)
    return JsonResponse({"result": outcome.result, "tries_left": outcome.tries_left, "text": _words(outcome)})


def _read(body: bytes) -> Action:
    """Refused: INPUT_INVALID."""
    if len(body) > LONGEST:
        raise Refused(Reason.INPUT_INVALID, "body", largest=LONGEST)
    try:
        return msgspec.json.decode(body, type=Action)
    except msgspec.MsgspecError as error:
        raise Refused(Reason.INPUT_INVALID, "body", rule=str(error)) from None


def _do(visit: Visit, action: Action) -> Outcome:
    said: dict[str, Any] = {
        "city": visit.slug,
        "at": visit.at,
        "attempt_id": action.id,
        "stop_id": action.stop,
        "rider_id": visit.me.id,
        "device_at": action.at,
    }
    if action.kind == "hand_over":
        return handover.hand_over(**said, code=action.code)
    if action.result is None:
        raise Refused(Reason.INPUT_INVALID, "result")
    return handover.record_failure(**said, result=action.result)


def _refusal(refused: Refused) -> HttpResponse:
    said = {"reason": refused.reason, "field": refused.field, "text": str(explain(refused))}
    return JsonResponse(said, status=mishaps.STATUS.get(refused.reason, mishaps.OTHERWISE))


def _words(outcome: Outcome) -> str:
    match outcome.result:
        case Result.WRONG_CODE:
            return str(explain(Refused(Reason.CODE_WRONG, "code", tries_left=outcome.tries_left)))
        case Result.LOCKED:
            return str(explain(Refused(Reason.LOCKED, "code")))
        case Result.HANDED_OVER:
            return gettext("Handed over.")
        case result:
            return str(states.state(result).word)
