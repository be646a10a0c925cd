"""A visitor without JavaScript: opens pages, follows links, fills in forms, as an old phone's browser would."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import aiohttp

from evenhand.simulation import patience


@dataclass(slots=True)
class Form:
    """A form as the page offers it: where it goes, and what it would send untouched."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """An answer: its address after redirects, status, text, forms and links."""

    url: str
    status: int
    text: str
    forms: list[Form] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def forms_to(self, ending: str) -> list[Form]:
        """The forms that are posted to an address which ends so. One without an action goes to its own page."""
        return [form for form in self.forms if form.method == "post" and self._goes(form).endswith(ending)]

    def form(self, ending: str) -> Form:
        """The first of these forms. LookupError: the page has none."""
        for form in self.forms_to(ending):
            return form
        raise LookupError(f"{self.url} ({self.status}) has no form that goes to …{ending}")

    def _goes(self, form: Form) -> str:
        return urlsplit(urljoin(self.url, form.action or self.url)).path


class Visitor:
    """One person's browser: cookies of its own, one origin."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self.seen: dict[int, int] = {}
        """status -> how many pages answered so in the end"""

    async def open(self, url: str, follow: bool = True) -> Page:
        """Go to a page; without `follow`, a redirect is where the way ends."""
        return await self._ask("GET", url, follow)

    async def send(self, page: Page, form: Form, values: Mapping[str, str], follow: bool = True) -> Page:
        """Send a form of a page with these values over its own, and arrive wherever that leads."""
        filled = form.fields | dict(values)
        address = urljoin(page.url, form.action or page.url)
        return await self._ask("POST", address, follow, filled, {"Referer": page.url})

    async def _ask(
        self,
        method: str,
        url: str,
        follow: bool,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Ask with patience: forms carry the id of what they want, so that one may be sent again."""

        async def once() -> Page:
            asked = self._session.request(method, url, data=data, headers=headers, allow_redirects=follow)
            async with asked as response:
                return read(str(response.url), response.status, await response.text())

        page = await patience.insist(once, lambda page: page.status)
        self.seen[page.status] = self.seen.get(page.status, 0) + 1
        return page


def read(url: str, status: int, text: str) -> Page:
    """A page with the forms and links of its HTML."""
    page = Page(url, status, text)
    _Reader(page).feed(text)
    return page


class _Reader(HTMLParser):
    """Finds forms and links in a page."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._form: Form | None = None
        self._select: str | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self._page.links.append(given["href"])
        elif tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self._page.forms.append(self._form)
        elif self._form is not None:
            self._control(self._form, tag, given, {name for name, _ in attrs})

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._textarea is not None:
            self._form.fields[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None

    def _control(self, form: Form, tag: str, given: dict[str, str], present: set[str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and (self._select not in form.fields or "selected" in present):
            form.fields[self._select] = value
        elif tag == "textarea" and name:
            self._textarea = name
            form.fields[name] = ""
        elif tag == "button" and name:
            form.buttons.append((name, value))
        elif tag == "input" and name:
            _input(form, given.get("type", "text"), name, value, "checked" in present)


def _input(form: Form, kind: str, name: str, value: str, checked: bool) -> None:
    if kind == "submit":
        form.buttons.append((name, value))
    elif kind not in ("checkbox", "radio") or checked:
        form.fields[name] = value if kind not in ("checkbox", "radio") else value or "on"
