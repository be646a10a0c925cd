"""A step of something that goes its way in order, as `kit/steps.html` shows it."""

from dataclasses import dataclass
from datetime import datetime

from evenhand.web.words import Words


@dataclass(frozen=True, slots=True)
class Step:
    """`phase`: done, now or todo."""

    word: Words
    icon: str
    phase: str
    at: datetime | None = None
    said: Words = ""
