"""The words a policy is written in: closed lists, and kinds of values with their rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from re import compile as pattern
from typing import Annotated

from evenhand.core.policy.reading import Must
from evenhand.core.terms import SLUG

CODE = pattern(r"[a-z][a-z0-9_-]{0,39}")
DIAL = pattern(r"[0-9+][0-9-]{2,19}")
FULL_BP = 10_000
MOST = 10**9
"""No number of units, persons or fen in a policy is larger; it fits the database's integer."""


def _printable(text: str) -> bool:
    return bool(text.strip()) and len(text) <= 500 and all(c.isprintable() or c == "\n" for c in text)


Code = Annotated[str, Must("be lower-case letters, digits, - or _, a letter first, 40 at most", CODE.fullmatch)]
Slug = Annotated[str, Must("be lower-case letters, digits or -, a letter first, 2 to 40", SLUG.fullmatch)]
Words = Annotated[str, Must("be words, 500 characters at most", _printable)]
Dial = Annotated[str, Must("be a telephone number: digits, + or -, 3 to 20", DIAL.fullmatch)]
Natural = Annotated[int, Must(f"be from 0 to {MOST}", lambda n: 0 <= n <= MOST)]
Positive = Annotated[int, Must(f"be from 1 to {MOST}", lambda n: 1 <= n <= MOST)]
Share = Annotated[Decimal, Must("be from 0 to 1, in steps of 0.0001", lambda x: 0 <= x <= 1 and x == round(x, 4))]
BasisPoints = Annotated[int, Must(f"be from 0 to {FULL_BP}", lambda n: 0 <= n <= FULL_BP)]
Duration = Annotated[timedelta, Must("be longer than nothing", lambda d: d > timedelta())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Mapping[str, str]):
    """Words in the two languages of the pages, read like a mapping of languages. One text stands for both."""

    zh: Words
    en: Words

    @staticmethod
    def spell(raw: object) -> object:
        """`"Mask"` is `{ zh = "Mask", en = "Mask" }`."""
        return {"zh": raw, "en": raw} if isinstance(raw, str) else raw

    def __getitem__(self, language: str) -> str:
        return {"zh": self.zh, "en": self.en}[language]

    def __iter__(self) -> Iterator[str]:
        return iter(("zh", "en"))

    def __len__(self) -> int:
        return 2

    def json(self) -> dict[str, str]:
        """As the database keeps names."""
        return dict(self)


Key = Annotated[str, Must("be an Ed25519 key: 64 hex digits, lower case", pattern(r"[0-9a-f]{64}").fullmatch)]


class Weekday(StrEnum):
    """Days of the week, Monday first as in `datetime.date.weekday`."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class Count(StrEnum):
    """Whether a limit's window counts the city's calendar days or runs from the grant's own minute."""

    DAYS = "days"
    ROLLING = "rolling"


class Residency(StrEnum):
    """Who may take part, by where they live: anyone, served districts, registered here, on the city's roster."""

    ANY = "any"
    SERVED = "served"
    REGISTERED = "registered"
    ROSTER = "roster"


class Household(StrEnum):
    """How a ballot sees households: not at all, one label each, or own labels up to the household's limit."""

    NONE = "none"
    JOINT = "joint"
    CAPPED = "capped"


class Miss(StrEnum):
    """What an offer let go does to a losing streak."""

    KEEP = "keep"
    RESET = "reset"


class Publication(StrEnum):
    """Whether the draw's leaves are shown to all or to auditors."""

    FULL = "full"
    AUDITOR = "auditor"


class ReserveKind(StrEnum):
    """A soft reserve returns what it did not use at its hour; a hard one does not."""

    SOFT = "soft"
    HARD = "hard"


class Leftover(StrEnum):
    """Where units go that no alternate took."""

    NEXT_RELEASE = "next_release"


class Pay(StrEnum):
    """When a resident pays, or who does instead."""

    PREPAY = "prepay"
    ON_HANDOVER = "on_handover"
    FREE = "free"
    CITY_ACCOUNT = "city_account"


class Payer(StrEnum):
    """Who bears a cost. The order is that of shares: the last who has one takes the remainder."""

    PLATFORM = "platform"
    CITY = "city"
    MERCHANT = "merchant"
    NONE = "none"


class Outside(StrEnum):
    """What happens to orders from outside the near area."""

    REFUSE = "refuse"
    POOL = "pool"


class NoticeKind(StrEnum):
    """Messages to a person."""

    CLAIM_GRANTED = "claim_granted"
    BALLOT_WON = "ballot_won"
    BALLOT_LOST = "ballot_lost"
    ORDER_ACCEPTED = "order_accepted"
    OUT_FOR_DELIVERY = "out_for_delivery"
    HANDED_OVER = "handed_over"
    ID_USED = "id_used"
    EXPIRING = "expiring"


class FourEyes(StrEnum):
    """Changes that a second official must approve."""

    QUOTA = "quota"
    PRICE = "price"
    LIMITS = "limits"
    EXPORT = "export"
    SETTLEMENT = "settlement"


class Sms(StrEnum):
    """Ways to send a message."""

    CONSOLE = "console"
    FILE = "file"


class PaymentAdapter(StrEnum):
    """Ways to take money."""

    FAKE = "fake"


class IdentityAdapter(StrEnum):
    """Ways to confirm who somebody is."""

    ROSTER = "roster"


class BallotAdapter(StrEnum):
    """Ways to learn the winners of a city's own ballot."""

    WINNER_FILE = "winner_file"


Tickets = Mapping[str, Natural]
