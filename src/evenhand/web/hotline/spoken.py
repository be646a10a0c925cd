"""What the phone menu reads aloud. Short sentences, the key after what it does, nothing that names the caller."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext, ngettext

from evenhand.apps.claims import queries as claims
from evenhand.apps.claims.queries import Claim
from evenhand.apps.orders import queries as orders
from evenhand.apps.residents import queries as residents
from evenhand.core.errors import Reason, Refused
from evenhand.core.phone_menu import Call, Step
from evenhand.web import states, words
from evenhand.web.kit import releases
from evenhand.web.kit.visits import Visit
from evenhand.web.refusals import explain

BOTH = "您好，这里是{zh}。中文服务请按1。 Hello, this is {en}. For English, press 2."
"""Said before anybody has chosen a language."""


def prompt(visit: Visit, call: Call) -> str:
    """What is read at a step of the call."""
    match call.step:
        case Step.LANGUAGE:
            return BOTH.format(**visit.city.name)
        case Step.MENU:
            return _joined(gettext("To book your share, press 1. To hear how your parcel stands, press 2."), _always())
        case Step.WHO:
            return gettext("Please press the last four characters of your document; for the letter X press star.")
        case Step.OFFER:
            return _joined(_offer(visit, call), _always())
        case Step.ANSWER:
            return _joined(_answer(visit, call), _again())
        case Step.STATUS:
            return _joined(_status(visit, call), _again())


def goodbye() -> str:
    """Once all has been heard."""
    return gettext("Goodbye, and keep well.")


def price(fen: int, delivery_fen: int) -> str:
    """What a share costs each unit, and what it costs to bring it, as it is said."""
    each = gettext("%(price)s each") % {"price": words.money(fen)} if fen else gettext("free of charge")
    brought = gettext("%(fee)s for delivery") % {"fee": words.money(delivery_fen)} if delivery_fen else ""
    return gettext(", ").join(filter(None, [each, brought or gettext("delivery is free")]))


def _offer(visit: Visit, call: Call) -> str:
    board, several = _board(visit, call), len(releases.boards(visit.slug, visit.at)) > 1
    policy = board.release.policy
    said = {
        "units": board.release.terms.units.largest,
        "unit": words.of(policy.good.unit),
        "good": words.of(policy.good.name),
        "price": price(policy.price.resident_fen, policy.delivery.fee_fen),
    }
    offer = gettext("%(good)s: %(units)s %(unit)s, %(price)s, brought to the door you are registered at.") % said
    other = gettext("For another good, press 2.") if several else ""
    return _joined(offer, gettext("To book, press 1."), other)


def _answer(visit: Visit, call: Call) -> str:
    claim = claims.claim(city=visit.slug, key=UUID(call.key))
    if claim is None:
        return _unstored(visit, call)
    if not claim.granted:
        facts: dict[str, Any] = {"again_at": claim.again_at} if claim.again_at else {}
        return str(explain(Refused(Reason(claim.reason or ""), **facts)))
    return _booked(visit, claim)


def _unstored(visit: Visit, call: Call) -> str:
    """A refusal that left no row: the call remembers it."""
    reason = Reason(call.reason or Reason.UNAVAILABLE)
    board = _board(visit, call)
    opens: dict[str, Any] = {"opens_at": board.release.terms.window.opens} if reason is Reason.NOT_OPEN else {}
    return str(explain(Refused(reason, **opens)))


def _board(visit: Visit, call: Call) -> releases.Board:
    boards = releases.boards(visit.slug, visit.at)
    return boards[call.nth % len(boards)]


def _booked(visit: Visit, claim: Claim) -> str:
    policy = releases.one(visit.slug, visit.at, claim.release_id).release.policy
    said = {"units": claim.units, "unit": words.of(policy.good.unit), "good": words.of(policy.good.name)}
    booked = gettext("%(units)s %(unit)s of %(good)s are booked for you.") % said
    due = claim.units * policy.price.resident_fen + policy.delivery.fee_fen
    pay = gettext("You pay %(sum)s in all.") % {"sum": words.money(due)} if due else gettext("You pay nothing.")
    rest = gettext("We write or call with every step. Give the code only when you see the parcel.")
    return _joined(booked, pay, rest)


def _status(visit: Visit, call: Call) -> str:
    person = residents.persons(city=visit.slug, ids=[UUID(call.person)])[0]
    found = orders.of_person(city=visit.slug, person=person.tag)
    if not found:
        return gettext("There is no order of yours.")
    newest = found[0]
    units = ngettext("%(n)s unit", "%(n)s units", newest.units) % {"n": newest.units}
    state = states.state(newest.state.value).word
    told = gettext("Your order of %(units)s: %(state)s.") % {"units": units, "state": state}
    return _joined(told, gettext("Promised by %(time)s.") % {"time": words.soon(newest.promised_by, visit.at)})


def _always() -> str:
    return gettext("To hear it again, press 9. For a person, press 0.")


def _again() -> str:
    return gettext("To hear it again, press 9. For the menu, press 1. Or just hang up.")


def _joined(*parts: str) -> str:
    return ("" if words.chinese() else " ").join(filter(None, parts))
