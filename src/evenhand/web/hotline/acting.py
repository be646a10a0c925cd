"""What a caller's keys do: say who calls, go to the next good, book, or ask for a person."""

from dataclasses import replace
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext

from evenhand.apps.cases import services as cases
from evenhand.apps.claims import queries as claims_read
from evenhand.apps.claims import services as claims
from evenhand.apps.notices.ports import Heard
from evenhand.apps.residents import queries as residents_read
from evenhand.apps.residents import services as residents
from evenhand.apps.residents.queries import Person
from evenhand.core import phone_menu
from evenhand.core.cases import CaseKind, CaseReason
from evenhand.core.errors import Reason
from evenhand.core.phone_menu import Act, Call, Step
from evenhand.core.terms import Channel, ClaimKey, Request, Units
from evenhand.web.kit import releases
from evenhand.web.kit.visits import Visit
from evenhand.web.refusals import explain
from evenhand.web.resident.claim import key_for

Done = tuple[Call, Act, str]
"""The call after it, what is still to be done, and what is said first."""


def act(visit: Visit, call: Call, what: Act, heard: Heard) -> Done:
    """Do what the keys ask for."""
    match what:
        case Act.IDENTIFY:
            return _identify(visit, call, heard)
        case Act.NEXT:
            return _offer(visit, replace(call, nth=call.nth + 1))
        case Act.BOOK:
            return _book(visit, call)
        case Act.MISSED:
            return call, what, gettext("I did not understand that.")
        case _:
            return _offer(visit, call) if call.step is Step.OFFER and not call.key else (call, what, "")


def staffed(visit: Visit) -> bool:
    """Whether somebody sits at the hotline now."""
    hotline = visit.city.policy.city.hotline
    return hotline is not None and hotline.opens <= timezone.localtime(visit.at).time() < hotline.closes


def hand_over(visit: Visit, heard: Heard) -> str:
    """Put through to a person, or note to call back. The same call is noted once."""
    if staffed(visit):
        return gettext("I put you through to a person. Please stay on the line.")
    cases.open_case(
        city=visit.slug,
        at=visit.at,
        kind=CaseKind.CALLBACK,
        reason=CaseReason.CALL_ME,
        about=uuid5(NAMESPACE_URL, f"{visit.slug}/{heard.call}"),
        words=f"{heard.phone} ",
        channel=Channel.HOTLINE,
    )
    return gettext("Nobody sits at the hotline at this hour. Your number is noted and somebody calls you back.")


def _identify(visit: Visit, call: Call, heard: Heard) -> Done:
    found = residents.recognize(
        city=visit.slug, at=visit.at, phone=heard.phone, last_four=phone_menu.last_four(heard.keys)
    )
    if isinstance(found, Person):
        known = phone_menu.known(call, str(found.id))
        return _offer(visit, known) if known.step is Step.OFFER else (known, Act.NOTHING, "")
    if found.reason is Reason.LOCKED:
        return call, Act.OPERATOR, str(explain(found))
    call, what = phone_menu.unknown(call)
    return call, what, gettext("I do not find this document at the phone you call from.")


def _offer(visit: Visit, call: Call) -> Done:
    """Bind the offer to one request, so that a booking that is told twice is one."""
    boards = releases.boards(visit.slug, visit.at)
    person = residents_read.person(city=visit.slug, person_id=UUID(call.person))
    if not boards or person is None:
        return call, Act.OPERATOR, gettext("There is nothing to book at the moment.")
    release = boards[call.nth % len(boards)].release.id
    earlier = claims_read.of_person(city=visit.slug, person=person.tag, release_ids=[release])
    return replace(call, key=str(key_for(release, person.tag, len(earlier)))), Act.NOTHING, ""


def _book(visit: Visit, call: Call) -> Done:
    """The caller pressed the key that says yes. A refusal is read in the words of every door."""
    boards = releases.boards(visit.slug, visit.at)
    board = boards[call.nth % len(boards)]
    person = residents_read.persons(city=visit.slug, ids=[UUID(call.person)])[0]
    request = Request(
        ClaimKey(UUID(call.key)),
        board.release.id,
        person.tag,
        Units(board.release.terms.units.largest),
        person.district,
        Channel.HOTLINE,
        household=person.household_id.bytes,
        address=person.address_id.bytes,
    )
    with visit.attempt(quiet=True) as tried:
        claims.claim_by_keys(city=visit.slug, at=visit.at, request=request)
    reason = tried.refused.reason.value if tried.refused else ""
    return replace(call, reason=reason), Act.NOTHING, ""
