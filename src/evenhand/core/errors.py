"""Refusals: the closed list of reasons a person may be shown, and the one exception that carries them."""

from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    """Why something was refused. Every reason has a text and a next step in every language (docs/refusals.md)."""

    NOT_OPEN = "not_open"
    CLOSED = "closed"
    SOLD_OUT = "sold_out"
    PERSON_LIMIT = "person_limit"
    HOUSEHOLD_LIMIT = "household_limit"
    ADDRESS_LIMIT = "address_limit"
    COOLING_OFF = "cooling_off"
    OUT_OF_AREA = "out_of_area"
    ID_INVALID = "id_invalid"
    ID_UNCONFIRMED = "id_unconfirmed"
    CODE_WRONG = "code_wrong"
    CODE_EXPIRED = "code_expired"
    TOO_MANY_CODES = "too_many_codes"
    CODES_PAUSED = "codes_paused"
    TOO_MANY_LOOKUPS = "too_many_lookups"
    ALREADY_ENTERED = "already_entered"
    NUMBER_UNKNOWN = "number_unknown"
    NUMBER_USED = "number_used"
    NUMBER_EXPIRED = "number_expired"
    NUMBER_REVOKED = "number_revoked"
    SLOT_FULL = "slot_full"
    OFFER_LAPSED = "offer_lapsed"
    PAYMENT_LATE = "payment_late"
    OUT_OF_RANGE = "out_of_range"
    PAUSED = "paused"
    BUSY = "busy"
    # What a form, a key or a sign-in may get wrong, before any rule of sharing is asked.
    INPUT_INVALID = "input_invalid"
    UNITS_INVALID = "units_invalid"
    KEY_REUSED = "key_reused"
    PASS_INVALID = "pass_invalid"
    PASS_EXPIRED = "pass_expired"
    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    NOT_YET = "not_yet"
    WRONG_STATE = "wrong_state"
    NOT_DISINFECTED = "not_disinfected"
    OUT_OF_STOCK = "out_of_stock"
    LOCKED = "locked"
    UNAVAILABLE = "unavailable"


class Refused(Exception):
    """A refusal in words: the reason, the field it concerns (if one), and facts for the text (never personal data)."""

    def __init__(self, reason: Reason, field: str = "", **facts: Any) -> None:
        super().__init__(f"{reason}{f' ({field})' if field else ''}{f' {facts}' if facts else ''}")
        self.reason = reason
        self.field = field
        self.facts = facts
