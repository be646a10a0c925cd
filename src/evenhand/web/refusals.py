"""Every refusal in plain words: what happened, why, and what to do next. One text for screen, message and telephone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evenhand.core.errors import Reason, Refused
from evenhand.web import words

type Words = str | Promise


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a reason, in the language of whoever reads them."""

    what: Words
    why: Words
    next: Words


@dataclass(frozen=True, slots=True)
class Explanation:
    """A refusal as a person is told it. `details` are the facts it carried, a sentence each."""

    reason: Reason
    what: str
    why: str
    details: tuple[str, ...]
    next: str

    def __str__(self) -> str:
        return " ".join([self.what, self.why, *self.details, self.next])


TEXTS: dict[Reason, Text] = {
    Reason.NOT_OPEN: Text(
        _("Booking has not opened yet."),
        _("Everybody starts at the same hour."),
        _("Verify now, then come back at the hour."),
    ),
    Reason.CLOSED: Text(
        _("This booking is over."),
        _("Its time has passed."),
        _("The city page names the next release."),
    ),
    Reason.SOLD_OUT: Text(
        _("Everything in this release is taken."),
        _("All units were given out, one share per person."),
        _("The city page names the next release; your chance there is the same as everybody's."),
    ),
    Reason.PERSON_LIMIT: Text(
        _("You already have your share of this period."),
        _("Each person may claim once per period, whatever the way they book."),
        _("If that was not you, call us at once."),
    ),
    Reason.HOUSEHOLD_LIMIT: Text(
        _("Your household already has its share of this period."),
        _("The city limits units per household."),
        _("If they do not belong to your household, call us."),
    ),
    Reason.ADDRESS_LIMIT: Text(
        _("This address already has its share of this period."),
        _("The city limits units per address."),
        _("If several households live there, call us: it can be set right."),
    ),
    Reason.COOLING_OFF: Text(
        _("You won recently and pause for now."),
        _("Winners pause so that others get their turn."),
        _("Your page shows the first date on which you can enter again."),
    ),
    Reason.NOT_ELIGIBLE: Text(
        _("This campaign is not for you."),
        _("Its rules name who may take part."),
        _("If you think you may, call us with your document at hand."),
    ),
    Reason.OUT_OF_AREA: Text(
        _("Your district is not served by this release."),
        _("The city opened it for some districts only."),
        _("The city page lists the districts and the next release."),
    ),
    Reason.ID_INVALID: Text(
        _("This document number cannot be right."),
        _("A digit or a date in it does not fit."),
        _("Compare it with your document and correct it, or call us."),
    ),
    Reason.ID_UNCONFIRMED: Text(
        _("Your document could not be confirmed."),
        _("A failed check alone never takes your share away."),
        _("Call us, or show another document."),
    ),
    Reason.CODE_WRONG: Text(
        _("This code is not right."),
        _("The digits do not match."),
        _("Look at the code once more and type it again."),
    ),
    Reason.CODE_EXPIRED: Text(
        _("This code is no longer valid."),
        _("Codes are valid for a short time only."),
        _("Ask for a new one."),
    ),
    Reason.TOO_MANY_CODES: Text(
        _("Too many codes were asked for."),
        _("This protects your number from misuse."),
        _("Wait a while, or call us and book by phone."),
    ),
    Reason.ALREADY_CLAIMED: Text(
        _("You have claimed already."),
        _("One claim per person in each release."),
        _("Your page shows it."),
    ),
    Reason.ALREADY_ENTERED: Text(
        _("You are in the draw already."),
        _("One entry per person in each draw."),
        _("Your page shows it."),
    ),
    Reason.NUMBER_UNKNOWN: Text(
        _("We do not know this number."),
        _("It is not in the list of winners we were given, or not under your document."),
        _("Check the digits, or ask the office that issued it."),
    ),
    Reason.NUMBER_USED: Text(
        _("This number has been used."),
        _("Each number can be redeemed once."),
        _("If that was not you, call us at once."),
    ),
    Reason.NUMBER_EXPIRED: Text(
        _("This number is no longer valid."),
        _("The time to redeem it is over."),
        _("You can enter the next draw."),
    ),
    Reason.NUMBER_REVOKED: Text(
        _("This number was withdrawn."),
        _("The city took it back."),
        _("Ask the office that issued it for its reason."),
    ),
    Reason.PAYMENT_LATE: Text(
        _("The time to pay is over."),
        _("Units that are not paid in time are given back."),
        _("The city page names the next release."),
    ),
    Reason.OUT_OF_RANGE: Text(
        _("We cannot deliver to this address yet."),
        _("It lies beyond what our riders can reach."),
        _("Call us to collect at an outlet, or wait for a delivery by van."),
    ),
    Reason.UNDER_REVIEW: Text(
        _("Your claim is being looked at."),
        _("Your share stays reserved meanwhile."),
        _("You will hear from us; there is nothing you need to do."),
    ),
    Reason.PAUSED: Text(
        _("Booking is paused."),
        _("The city has stopped it for the moment."),
        _("The city page says when it goes on."),
    ),
    Reason.BUSY: Text(
        _("Very many people are here right now."),
        _("Your request was not lost, and was not settled yet."),
        _("Wait a few seconds and press again: it stays the same request."),
    ),
    Reason.INPUT_INVALID: Text(
        _("Something here is not filled in correctly."),
        _("It is missing, or not written as expected."),
        _("Correct it and send again."),
    ),
    Reason.UNITS_INVALID: Text(
        _("This number of units is not possible."),
        _("The rules of this release set how many one claim may ask for."),
        _("Choose one of the numbers offered."),
    ),
    Reason.KEY_REUSED: Text(
        _("This request was sent before with other contents."),
        _("A request cannot be changed once it is sent."),
        _("Open the claim page again to see what was settled."),
    ),
    Reason.PASS_INVALID: Text(
        _("We could not recognize you."),
        _("The proof that you are verified does not hold here."),
        _("Open the claim page again, or verify once more."),
    ),
    Reason.PASS_EXPIRED: Text(
        _("This page was open for too long."),
        _("The proof that you are verified has run out."),
        _("Open the claim page again."),
    ),
    Reason.NOT_FOUND: Text(
        _("There is nothing here."),
        _("It does not exist, or it is not yours."),
        _("Go back to the city page."),
    ),
    Reason.NOT_ALLOWED: Text(
        _("You may not do this."),
        _("It belongs to another role or another person."),
        _("Sign in as the one who may, or go back."),
    ),
    Reason.NOT_YET: Text(
        _("It is too early for this."),
        _("Something else has to happen first."),
        _("Try again later."),
    ),
    Reason.WRONG_STATE: Text(
        _("This can no longer be done."),
        _("It has moved on since this page was opened."),
        _("Open the page again to see how it stands."),
    ),
    Reason.NOT_DISINFECTED: Text(
        _("This lot has not been disinfected."),
        _("The city's rules allow packing after disinfection only."),
        _("Record the disinfection first."),
    ),
    Reason.OUT_OF_STOCK: Text(
        _("There is not enough stock here."),
        _("Fewer units are ready than this needs."),
        _("Receive and disinfect a lot, then go on."),
    ),
    Reason.LOCKED: Text(
        _("This code is locked."),
        _("It was typed wrongly five times."),
        _("The dispatcher decides by phone how to go on."),
    ),
    Reason.UNAVAILABLE: Text(
        _("We cannot answer at the moment."),
        _("A part of the service does not respond. Nothing of yours is lost."),
        _("Try again in a minute, or call us."),
    ),
}

FACTS: dict[str, Words] = {
    "opens_at": _("It opens %(value)s."),
    "closed_at": _("It closed %(value)s."),
    "again_at": _("You can claim again from %(value)s."),
    "last_at": _("The last one was %(value)s."),
    "until": _("Wait until %(value)s."),
    "tries_left": _("Tries left: %(value)s."),
    "allowed": _("Allowed: %(value)s."),
    "needed": _("Needed: %(value)s."),
    "ready": _("Ready: %(value)s."),
}
"""Facts a refusal may carry that a person should hear; others are for the log."""


def explain(refused: Refused) -> Explanation:
    """The refusal in the language that is active, with its facts."""
    text = TEXTS[refused.reason]
    return Explanation(refused.reason, str(text.what), str(text.why), _details(refused.facts), str(text.next))


def _details(facts: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(FACTS[name]) % {"value": _shown(value)} for name, value in facts.items() if name in FACTS)


def _shown(value: object) -> str:
    return words.moment(value) if isinstance(value, datetime) else str(value)
