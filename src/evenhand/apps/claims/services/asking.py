"""Asking on somebody's behalf: a hotline or an outlet settles a batch of one by the same function as the gate."""

from uuid import UUID

from django.db import connection

from evenhand.apps.claims import admission
from evenhand.apps.claims.admission import Answer
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Request


def ask(*, city: str, request: Request, agent_id: UUID | None = None) -> Answer:
    """The answer to one request, in the caller's transaction. The same key again is answered the same.

    Refused: whatever stores nothing (not open, closed, no such release), KEY_REUSED. A limit or an empty counter is an
    answer, stored.
    """
    with connection.cursor() as cursor:
        arguments = [city, request.release, *admission.columns([request]), agent_id, "counter"]
        cursor.execute(admission.ADMIT_FOR, arguments)
        (text,) = cursor.fetchone()
    settled = admission.read(text, 1)
    answer = settled.answers[0]
    if answer is None or settled.left is None or answer.reason is Reason.KEY_REUSED:
        raise Refused(answer.reason if answer and answer.reason else Reason.BUSY)
    return answer
