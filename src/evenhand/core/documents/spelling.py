"""Spellings: what people, keyboards and spreadsheets make of a number, undone."""

import unicodedata

from evenhand.core.documents.kinds import Defect, defective

LONGEST = 64
"""Characters; a longer text is refused unread."""
SILENT = {"Zs", "Zl", "Zp", "Cf", "Pd"}
"""Unicode's categories of separators, invisible format characters (zero-width ones among them) and dashes."""
ALSO_SILENT = "\t\r\n\v\f−"
LOOKS_LIKE_X = "ХхΧχ×"
"""Cyrillic, Greek and the multiplication sign, which NFKC leaves alone; the Roman ten and full width it resolves."""


def normalize(text: str) -> str:
    """Upper-case ASCII letters and digits. Refused: ID_INVALID (empty, too long, or with a character of another kind).

    Asking for ASCII matters: `int()` and `str.isdigit()` also accept the digits of other scripts.
    """
    if len(text) > LONGEST:
        raise defective(Defect.LENGTH, length=len(text))
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if not _is_silent(c))
    if not plain:
        raise defective(Defect.EMPTY)
    if plain[-1] in LOOKS_LIKE_X:
        plain = plain[:-1] + "X"
    for position, character in enumerate(plain, 1):
        if not (character.isascii() and character.isalnum()):
            raise defective(Defect.CHARACTER, position=position)
    return plain.upper()


def _is_silent(character: str) -> bool:
    return unicodedata.category(character) in SILENT or character in ALSO_SILENT
