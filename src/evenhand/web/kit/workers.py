"""Service workers of pages that open without a network: a static file, with what it may serve written before it."""

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse


def served(script: str, *, store: str, files: Iterable[str], **constants: object) -> HttpResponse:
    """The worker's text. Its store bears a digest of all files, so that each change of one makes another store."""
    digest = sha256("".join(_text(name) for name in (*files, script)).encode()).hexdigest()[:10]
    values = {"NAME": f"{store}:{digest}", **constants}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in values.items())
    return HttpResponse(head + _text(script), content_type="text/javascript")


def _text(name: str) -> str:
    return Path(str(finders.find(name))).read_text(encoding="utf-8")
