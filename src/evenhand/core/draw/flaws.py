"""What can be wrong with anything a draw is made of: the closed list of codes, and the exception that carries one."""

from enum import StrEnum


class Flaw(StrEnum):
    """Why a part of a draw was refused. `docs/mechanisms/draw.md` explains each."""

    NOT_CANONICAL = "not_canonical"
    RULES_INVALID = "rules_invalid"
    VERSION_UNKNOWN = "version_unknown"
    SCHEME_UNKNOWN = "scheme_unknown"
    ROUND_WRONG = "round_wrong"
    LENGTH_WRONG = "length_wrong"
    HEX_INVALID = "hex_invalid"
    LEAF_INVALID = "leaf_invalid"
    WEIGHT_INVALID = "weight_invalid"
    CATEGORY_INVALID = "category_invalid"
    SECOND_ENTRY = "second_entry"
    LATE = "late"
    PROOF_INVALID = "proof_invalid"
    SIGNATURE_INVALID = "signature_invalid"
    COMMIT_INVALID = "commit_invalid"
    BEACON_INVALID = "beacon_invalid"
    MANUAL_INVALID = "manual_invalid"
    ENTROPY_SHORT = "entropy_short"
    ANCHOR_MISSING = "anchor_missing"
    RESULT_WRONG = "result_wrong"
    SECOND_RESULT = "second_result"


class Flawed(Exception):
    """A part of a draw that is refused whole: the code, the field or file it concerns, and a fact in plain words."""

    def __init__(self, flaw: Flaw, field: str = "", words: str = "") -> None:
        super().__init__(f"{flaw}{f' ({field})' if field else ''}{f': {words}' if words else ''}")
        self.flaw = flaw
        self.field = field
        self.words = words
