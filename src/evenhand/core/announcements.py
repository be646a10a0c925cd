"""Words of a city to everybody: in both languages, until an hour, on its page or to phones as well."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenhand.core.errors import Reason, Refused

LONGEST = 500
"""Characters in one language."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is said, and where. `messages`: to the phone of everybody who wants messages."""

    zh: str
    en: str
    until: datetime
    public: bool
    messages: bool

    def json(self) -> dict[str, Any]:
        """As an approval keeps it."""
        return {
            "zh": self.zh,
            "en": self.en,
            "until": self.until.isoformat(),
            "public": self.public,
            "messages": self.messages,
        }


def read(change: Mapping[str, Any], now: datetime) -> Announcement:
    """What an approval says. Refused as `check`."""
    until = datetime.fromisoformat(change["until"])
    return check(Announcement(change["zh"], change["en"], until, change["public"], change["messages"]), now)


def check(said: Announcement, now: datetime) -> Announcement:
    """Refused: INPUT_INVALID (words missing, too long or unprintable; nowhere to be read), CLOSED (until is past)."""
    for field, words in (("zh", said.zh), ("en", said.en)):
        if not words.strip() or len(words) > LONGEST or not words.replace("\n", "").isprintable():
            raise Refused(Reason.INPUT_INVALID, field, longest=LONGEST)
    if not (said.public or said.messages):
        raise Refused(Reason.INPUT_INVALID, "public")
    if said.until <= now:
        raise Refused(Reason.CLOSED, "until")
    return said
