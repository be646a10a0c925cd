"""Money as payment services write it: yuan with two decimals, outside of ours; integer fen inside."""

from decimal import Decimal, InvalidOperation

from evenhand.core.errors import Reason, Refused


def yuan(fen: int) -> str:
    """450 is `4.50`."""
    return f"{fen // 100}.{fen % 100:02}"


def fen(text: str) -> int:
    """`4.50` is 450. Refused(INPUT_INVALID): no such sum, or a part of a fen."""
    try:
        exact = Decimal(text.strip()) * 100
        whole = int(exact)
    except (InvalidOperation, ValueError, OverflowError):
        raise Refused(Reason.INPUT_INVALID, "amount") from None
    if exact != whole or whole < 0:
        raise Refused(Reason.INPUT_INVALID, "amount")
    return whole
