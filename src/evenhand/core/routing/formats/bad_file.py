"""What is wrong with a file: where, in which field, and why."""

from collections.abc import Callable


class BadFile(Exception):
    """A file that is not what it says it is."""

    def __init__(self, line: int, field: str, why: str) -> None:
        super().__init__(f"line {line}, {field}: {why}")
        self.line, self.field, self.why = line, field, why


def number[T: (int, float)](kind: Callable[[str], T], text: str, line: int, field: str) -> T:
    """The text as a number of that kind. BadFile: it is none, or not finite."""
    try:
        value = kind(text)
    except ValueError:
        raise BadFile(line, field, f"{text!r} is not a number") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise BadFile(line, field, f"{text!r} is not a number")
    return value


def whole(text: str, line: int, field: str) -> int:
    """A whole number, which may be written with a decimal point. BadFile: it is none."""
    value = number(float, text, line, field)
    if value != int(value):
        raise BadFile(line, field, f"{text!r} is not a whole number")
    return int(value)
