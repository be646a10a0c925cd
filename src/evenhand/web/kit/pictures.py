"""Pictures made of text: icons from the vendored files, the QR code of a signed token."""

from functools import cache
from pathlib import Path

import segno
from django.utils.safestring import SafeString, mark_safe

MARK = mark_safe(
    '<svg class="mark" viewBox="0 0 28 28" aria-hidden="true"><rect width="28" height="28" rx="7" fill="currentColor"/>'
    '<path d="M7.5 10.5h13M7.5 17.5h13"/></svg>'
)
MASK = 3
"""One of the eight masks: on signed text, which looks random, each does; trying them all takes twenty times as long."""
ICONS = Path(__file__).resolve().parent.parent / "static" / "vendor" / "lucide"


@cache
def icon(name: str) -> SafeString:
    """A lucide icon as inline SVG, hidden from screen readers: a word always stands beside it. OSError: none such."""
    _, _, picture = (ICONS / f"{name}.svg").read_text(encoding="utf-8").partition("<svg")
    paths = "".join(line.strip() for line in picture[picture.index(">") + 1 : picture.index("</svg>")].splitlines())
    return mark_safe(  # noqa: S308 - a vendored file whose digest a test compares
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{paths}</svg>'
    )


def qr(text: str) -> SafeString:
    """A QR code (ISO/IEC 18004, error correction L: a screen is clean) as inline SVG, dark on light in every theme."""
    code = segno.make(text, error="l", micro=False)
    svg = code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(svg)  # noqa: S308 - made of the code's modules alone
