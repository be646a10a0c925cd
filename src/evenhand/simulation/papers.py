"""Numbers that look right and belong to nobody: the n-th of each kind, so that none comes twice."""

from datetime import date

from evenhand.core.documents import eighteen

UTOPIA = "UTO"
ORDERS = 999
UNASSIGNED = 190_000
"""The first of ten thousand place codes of no province."""
MOST = 5_000_000
"""No more persons than there are phones."""
PHONES = 6_000_000
PLACES = 10_000
STEP = 1_234_577
"""Shares no divisor with the counts above, so that all numbers come, in no visible order, before one recurs."""


def resident_number(n: int, born: date) -> str:
    """A resident card's number with a right check digit and a place code that nobody issues."""
    place, order = divmod(n * STEP % (PLACES * ORDERS), ORDERS)
    body = f"{UNASSIGNED + place}{born:%Y%m%d}{order + 1:03}"
    return body + eighteen.check_digit(body)


def passport(n: int) -> str:
    """A passport's number, of Utopia."""
    return f"U{n % 10**8:08}"


def phone(n: int) -> str:
    """A phone in E.164, of a range kept for satellites."""
    return f"+861740{n * STEP % PHONES:07}"
