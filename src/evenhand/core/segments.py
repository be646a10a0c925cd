"""How many messages a text becomes on its way to a phone, which is how many are paid for.

3GPP TS 23.038 (GSM 7-bit default alphabet, its extension table, UCS-2) and TS 23.040 (concatenation: a header takes six
bytes of each part).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
"""Sent as an escape and a second character, which must not be parted."""


class Encoding(StrEnum):
    """The two alphabets a message is sent in."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


SIZES = {Encoding.GSM_7: (160, 153), Encoding.UCS_2: (70, 67)}
"""Units that fit a message on its own, and each part of a longer one."""


@dataclass(frozen=True, slots=True)
class Length:
    """A text's length as a phone network counts it: `units` of its encoding, in `segments` messages."""

    encoding: Encoding
    units: int
    segments: int


def measure(text: str) -> Length:
    """How the text is encoded and cut. An empty text is one message."""
    encoding = Encoding.GSM_7 if set(text) <= BASIC | EXTENDED else Encoding.UCS_2
    widths = [_width(character, encoding) for character in text]
    single, part = SIZES[encoding]
    return Length(encoding, sum(widths), 1 if sum(widths) <= single else _parts(widths, part))


def _width(character: str, encoding: Encoding) -> int:
    """Septets, or UTF-16 code units: a character outside the basic plane takes two."""
    return 1 + (character in EXTENDED if encoding is Encoding.GSM_7 else ord(character) > 0xFFFF)


def _parts(widths: Iterable[int], size: int) -> int:
    """Parts that hold these characters in order, none of them cut in two."""
    parts, room = 0, 0
    for width in widths:
        if width > room:
            parts, room = parts + 1, size
        room -= width
    return parts
