"""The texts of all reasons: what happened, why, what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from evenhand.core.errors import Reason
from evenhand.web.words import Words


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a reason, in the language of whoever reads them."""

    what: Words
    why: Words
    next: Words


# A share.
SHARES = {
    Reason.NOT_OPEN: Text(
        _("The release has not opened yet."),
        _("Everybody starts at the same hour."),
        _("Verify now, so that nothing is left to do then."),
    ),
    Reason.CLOSED: Text(
        _("This release is over."),
        _("Its time has passed."),
        _("The city page names the next one."),
    ),
    Reason.SOLD_OUT: Text(
        _("Everything in this release has been claimed."),
        _("Every unit went out, one share a person."),
        _("The city page names the next release; everybody starts there anew."),
    ),
    Reason.PERSON_LIMIT: Text(
        _("You have had your share of this period."),
        _("Each person claims once a period, whatever the channel."),
        _("If that was not you, call us at once."),
    ),
    Reason.HOUSEHOLD_LIMIT: Text(
        _("Your household has had its share of this period."),
        _("The city limits units per household."),
        _("If those people are not of your household, call us."),
    ),
    Reason.ADDRESS_LIMIT: Text(
        _("This address has had its share of this period."),
        _("The city limits units per address."),
        _("If several households live there, call us: it can be set right."),
    ),
    Reason.COOLING_OFF: Text(
        _("You won recently and pause for some days."),
        _("Winners pause so that others get their turn."),
        _("Your page shows the first free date."),
    ),
    Reason.OUT_OF_AREA: Text(
        _("This release does not serve your district."),
        _("The city opened it for some districts only."),
        _("The city page lists them, and the next release."),
    ),
    Reason.ALREADY_ENTERED: Text(
        _("You have entered this draw already."),
        _("There is one entry a person in each draw."),
        _("Your page shows it."),
    ),
    Reason.UNITS_INVALID: Text(
        _("This number of units cannot be asked for."),
        _("The release says how many one claim may ask for."),
        _("Choose one of the numbers offered."),
    ),
    Reason.PAUSED: Text(
        _("The city has paused this."),
        _("Nothing is handed out for the moment."),
        _("The city page says when it goes on."),
    ),
}

# A person, and a number drawn by the city.
PERSONS = {
    Reason.ID_INVALID: Text(
        _("This document number cannot be right."),
        _("Something in it does not fit."),
        _("Compare it with your document and correct it, or call us."),
    ),
    Reason.ID_UNCONFIRMED: Text(
        _("Nobody could confirm your document yet."),
        _("A failed check alone never takes your share away."),
        _("Call us, or show another document."),
    ),
    Reason.CODE_WRONG: Text(
        _("These are not the right digits."),
        _("The code is another one."),
        _("Look at the code once more and type it again."),
    ),
    Reason.CODE_EXPIRED: Text(
        _("This code is no longer valid."),
        _("It was used, or its time is over."),
        _("Ask for a new one."),
    ),
    Reason.TOO_MANY_CODES: Text(
        _("Too many codes were asked for this number."),
        _("This keeps your phone from being flooded."),
        _("Wait a while, or call us."),
    ),
    Reason.CODES_PAUSED: Text(
        _("No code can be sent at this moment."),
        _("Very many codes are being asked for, and few of them used."),
        _("Call us: a person helps you at once. Or try again in an hour."),
    ),
    Reason.TOO_MANY_LOOKUPS: Text(
        _("You have looked up as many people as one agent may in an hour."),
        _("Each look-up is counted, so that nobody can read the city's people one by one."),
        _("Let a colleague take the call, or go on when the hour is over."),
    ),
    Reason.LOCKED: Text(
        _("This code is locked."),
        _("It was typed wrongly five times."),
        _("Call us; a person decides how to go on."),
    ),
    Reason.NUMBER_UNKNOWN: Text(
        _("We do not know this number."),
        _("It is not in the list of winners, or not under your document."),
        _("Check the digits, or ask the office that issued it."),
    ),
    Reason.NUMBER_USED: Text(
        _("This number has been redeemed."),
        _("A number is good for one time."),
        _("If that was not you, call us at once."),
    ),
    Reason.NUMBER_EXPIRED: Text(
        _("This number's time is over."),
        _("It was not redeemed by its date."),
        _("You can enter the next draw."),
    ),
    Reason.NUMBER_REVOKED: Text(
        _("The city has revoked this number."),
        _("It was withdrawn by the office that issued it."),
        _("Ask that office for its reason."),
    ),
    Reason.NOT_ALLOWED: Text(
        _("You may not do this."),
        _("It belongs to another role or another person."),
        _("Sign in as the one who may, or go back."),
    ),
}

# An order on its way.
ORDERS = {
    Reason.OFFER_LAPSED: Text(
        _("The time to take this is over."),
        _("What is not taken in time goes to the next in rank."),
        _("You can enter the next draw."),
    ),
    Reason.SLOT_FULL: Text(
        _("This time is full, or over."),
        _("Each slot has room for so many people, so that nobody queues."),
        _("Choose another time."),
    ),
    Reason.PAYMENT_LATE: Text(
        _("The time to pay is over."),
        _("Units that are not paid in time go back."),
        _("The city page names the next release."),
    ),
    Reason.OUT_OF_RANGE: Text(
        _("No rider reaches this place yet."),
        _("It lies farther than an e-bike goes."),
        _("Call us to collect at an outlet, or wait for the van."),
    ),
    Reason.NOT_YET: Text(
        _("It is too early for this."),
        _("Another step comes first."),
        _("Try again later."),
    ),
    Reason.WRONG_STATE: Text(
        _("This step no longer fits."),
        _("Things have moved on since the page was opened."),
        _("Open the page again to see how it stands."),
    ),
    Reason.NOT_DISINFECTED: Text(
        _("This lot has not been disinfected."),
        _("The city lets it be packed only afterwards."),
        _("Record the disinfection, then pack."),
    ),
    Reason.OUT_OF_STOCK: Text(
        _("There are not enough units on the shelf."),
        _("Fewer are ready than the orders need."),
        _("Take a lot in, then go on."),
    ),
}

# The service itself.
SERVICE = {
    Reason.BUSY: Text(
        _("Very many people are here right now."),
        _("Your request is not settled yet, and not lost."),
        _("Wait a few seconds and press again: it stays the same request."),
    ),
    Reason.UNAVAILABLE: Text(
        _("We cannot give an answer at this moment."),
        _("A part of the service does not respond. Nothing of yours is lost."),
        _("Ask again in a minute, or call us."),
    ),
    Reason.INPUT_INVALID: Text(
        _("Something is not filled in as it should be."),
        _("It is missing, or written in another way than expected."),
        _("Correct it and send again."),
    ),
    Reason.KEY_REUSED: Text(
        _("This was sent before with other contents."),
        _("What was sent once stays as it is."),
        _("Open the page again and begin anew."),
    ),
    Reason.PASS_INVALID: Text(
        _("We could not recognize you."),
        _("Your pass does not hold here."),
        _("Open the claim page again, or verify once more."),
    ),
    Reason.PASS_EXPIRED: Text(
        _("This page was open for too long."),
        _("Your pass has run out."),
        _("Open the claim page again."),
    ),
    Reason.NOT_FOUND: Text(
        _("There is nothing here."),
        _("It does not exist, or it is not yours."),
        _("Go back and try from there."),
    ),
}

TEXTS: Mapping[Reason, Text] = {**SHARES, **PERSONS, **ORDERS, **SERVICE}
