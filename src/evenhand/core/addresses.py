"""Addresses: one spelling for what several people write of the same door."""

import re
import unicodedata

from evenhand.core.errors import Reason, Refused

LONGEST = 200
"""Characters."""
BETWEEN_NUMBERS = re.compile(r"(?<=[0-9a-z])[\W_]+(?=[0-9a-z])")
ELSEWHERE = re.compile(r"[\W_]+")


def check(text: str) -> str:
    """The address with single blanks. Refused: INPUT_INVALID (too long, unprintable, or nothing to find a door by)."""
    plain = " ".join(text[: LONGEST + 1].split())
    if len(plain) > LONGEST or not plain.isprintable() or not canonical(plain):
        raise Refused(Reason.INPUT_INVALID, "address")
    return plain


def canonical(text: str) -> str:
    """Lower case, half width, without blanks and punctuation; between two Latin letters or digits a single `-` stays.

    So `3-2-501` and `3－2 - 501` are one door, and `32-501` is another.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    return "-".join(ELSEWHERE.sub("", part) for part in BETWEEN_NUMBERS.split(plain))


def within(community: str, rest: str) -> str:
    """The address behind the door of a picked community: its name leads, unless the rest says it already."""
    return rest if canonical(rest).startswith(canonical(community)) else f"{community} {rest}"
