"""What can be asked of a person, why, how long it may take, and what the answer may be."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum


class CaseKind(StrEnum):
    """What a case asks for."""

    CALLBACK = "callback"
    """To be called."""
    APPEAL = "appeal"
    """To look again at a refusal."""
    DISPUTE = "dispute"
    """ "Somebody used my document": a claim or order that its owner did not make."""
    INCIDENT = "incident"
    """Something is wrong with what was handed over, or was not."""


class CaseReason(StrEnum):
    """Why, from a closed list; what it names stands under each kind."""

    CALL_ME = "call_me"
    NOT_ELIGIBLE = "not_eligible"
    LIMIT_WRONG = "limit_wrong"
    ADDRESS_WRONG = "address_wrong"
    DOCUMENT_WRONG = "document_wrong"
    NOT_ME = "not_me"
    NOT_RECEIVED = "not_received"
    TOO_FEW = "too_few"
    DAMAGED = "damaged"
    OTHER = "other"


class CaseAnswer(StrEnum):
    """How a case ended."""

    UPHELD = "upheld"
    DECLINED = "declined"
    DONE = "done"


REASONS: Mapping[CaseKind, tuple[CaseReason, ...]] = {
    CaseKind.CALLBACK: (CaseReason.CALL_ME,),
    CaseKind.APPEAL: (
        CaseReason.NOT_ELIGIBLE,
        CaseReason.LIMIT_WRONG,
        CaseReason.ADDRESS_WRONG,
        CaseReason.DOCUMENT_WRONG,
        CaseReason.OTHER,
    ),
    CaseKind.DISPUTE: (CaseReason.NOT_ME,),
    CaseKind.INCIDENT: (CaseReason.NOT_RECEIVED, CaseReason.TOO_FEW, CaseReason.DAMAGED, CaseReason.OTHER),
}
ANSWERS: Mapping[CaseKind, tuple[CaseAnswer, ...]] = {
    CaseKind.CALLBACK: (CaseAnswer.DONE,),
    CaseKind.APPEAL: (CaseAnswer.UPHELD, CaseAnswer.DECLINED),
    CaseKind.DISPUTE: (CaseAnswer.UPHELD, CaseAnswer.DECLINED),
    CaseKind.INCIDENT: (CaseAnswer.UPHELD, CaseAnswer.DECLINED),
}
DEADLINES: Mapping[CaseKind, timedelta] = {
    CaseKind.CALLBACK: timedelta(hours=2),
    CaseKind.APPEAL: timedelta(hours=24),
    CaseKind.DISPUTE: timedelta(hours=24),
    CaseKind.INCIDENT: timedelta(hours=24),
}
"""How long a person waits for an answer at most; the page and the notice say so."""
VICTIM = "victim"
"""The priority group for which a policy keeps units: persons whose document somebody else used."""
LONGEST_WORDS = 500
