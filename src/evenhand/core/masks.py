"""Masks: as much of a person's data as a screen, a message or a log may show."""


def number(text: str) -> str:
    """An identity number: `110***********002X`. Shorter numbers show less of themselves, never more than half."""
    shown, last = (3, 4) if len(text) >= 15 else (1, len(text) // 3)
    return _cover(text, shown, last)


def phone(text: str) -> str:
    """A number in E.164 without the country code of the mainland: `138****5678`."""
    return _cover(text.removeprefix("+86"), 3, 4)


def name(text: str) -> str:
    """The first character of a name: `王**`. A name of one character is hidden whole."""
    return _cover(text.strip(), 1, 0)


def _cover(text: str, first: int, last: int) -> str:
    hidden = len(text) - first - last
    if hidden <= 0:
        return "*" * len(text)
    return text[:first] + "*" * hidden + text[len(text) - last :]
