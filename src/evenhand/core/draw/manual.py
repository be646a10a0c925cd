"""Sources drawn by hand: how a drawing is written (RFC 3797, section 4) and how much chance it brings.

Decimals without leading zeros, sets ascending, sequences as drawn, `.` after each number and `/` after each part:
`9319./2.5.8.10.12./`.
"""

from collections.abc import Sequence
from math import comb, prod

from evenhand.core.draw.flaws import Flaw, Flawed
from evenhand.core.draw.shape import Manual, Part, PartKind

LEAST_ENTROPY = 64
"""Bits that a draw without a beacon needs of its sources together. Three drawings of 6 of 45 bring 68."""


def encode(source: Manual, drawn: Sequence[Sequence[int]]) -> str:
    """The one spelling of what was drawn, part by part. Flawed: MANUAL_INVALID."""
    if len(drawn) != len(source.parts):
        raise Flawed(Flaw.MANUAL_INVALID, source.id, f"has {len(source.parts)} parts")
    return "".join(_part(source.id, part, numbers) for part, numbers in zip(source.parts, drawn, strict=True))


def read(source: Manual, encoding: str) -> list[list[int]]:
    """The numbers of an encoding. Flawed: MANUAL_INVALID, for any but the one spelling."""
    try:
        drawn = [[int(number) for number in part.split(".")[:-1]] for part in encoding.split("/")[:-1]]
    except ValueError:
        raise Flawed(Flaw.MANUAL_INVALID, source.id, "is not spelled like 9319./2.5.8./") from None
    if encode(source, drawn) != encoding:
        raise Flawed(Flaw.MANUAL_INVALID, source.id, "is not the one spelling of what was drawn")
    return drawn


def space(part: Part) -> int:
    """How many outcomes a part has."""
    return comb(part.n, part.k) if part.kind is PartKind.SET else part.n**part.k


def entropy(sources: Sequence[Manual]) -> int:
    """Whole bits of chance that the sources bring together: the bit length of all outcomes, less one."""
    return prod(space(part) for source in sources for part in source.parts).bit_length() - 1


def _part(source: str, part: Part, numbers: Sequence[int]) -> str:
    if len(numbers) != part.k or not all(1 <= number <= part.n for number in numbers):
        raise Flawed(Flaw.MANUAL_INVALID, source, f"a part has {part.k} numbers of 1 to {part.n}")
    if part.kind is PartKind.SET:
        numbers = sorted(numbers)
        if len(set(numbers)) != len(numbers):
            raise Flawed(Flaw.MANUAL_INVALID, source, "a set holds no number twice")
    return "".join(f"{number}." for number in numbers) + "/"
