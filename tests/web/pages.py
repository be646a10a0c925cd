"""What tests read in pages, as a person would: words, fields, where it leads."""

import re
from html import unescape

from django.http import HttpResponse


def words(response: HttpResponse) -> str:
    """The words of a page, without its markup, in one line."""
    page = re.sub(r"(?s)<(script|style|svg).*?</\1>", "", response.content.decode())
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page))).strip()


def hidden(response: HttpResponse, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no field {name}"
    return unescape(found[1])


def goes_to(response: HttpResponse) -> str:
    """Where a redirect leads."""
    assert response.status_code == 302, words(response)
    return response.headers["Location"]
