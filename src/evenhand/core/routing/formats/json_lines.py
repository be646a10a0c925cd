"""Where in a JSON text a value stands, so that a refusal can name the line."""

import json
import re
from collections.abc import Sequence

BLANK = re.compile(r"[\s,:]*")


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line of the value at `path`, or of the innermost part of the path that is there."""
    at = BLANK.match(text, 0).end()  # type: ignore[union-attr]  # a pattern of blanks matches anywhere
    for part in path:
        found = _child(text, at, part)
        if found is None:
            break
        at = found
    return text.count("\n", 0, at) + 1


def _child(text: str, at: int, part: str | int) -> int | None:
    """Where the member of that name, or the element of that number, begins."""
    opening, decoder = text[at : at + 1], json.JSONDecoder()
    if opening != ("{" if isinstance(part, str) else "["):
        return None
    position, number = at + 1, 0
    while True:
        position = BLANK.match(text, position).end()  # type: ignore[union-attr]  # as above
        if text[position : position + 1] in ("", "}", "]"):
            return None
        name: object = number
        if opening == "{":
            name, position = decoder.raw_decode(text, position)
            position = BLANK.match(text, position).end()  # type: ignore[union-attr]  # as above
        if name == part:
            return position
        _, position = decoder.raw_decode(text, position)
        number += 1
