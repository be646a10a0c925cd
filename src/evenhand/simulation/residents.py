"""Residents at their own door, page by page, without JavaScript."""

import re
from dataclasses import dataclass
from uuid import UUID

from evenhand.simulation.visitor import Page, Visitor

DIGITS = re.compile(r'class="secret"[^>]*><span>(\d{3})</span><span>(\d{3})</span>')


class NoCode(Exception):
    """The code's page shows no code."""


@dataclass(slots=True)
class Resident:
    """Somebody signed in; `home` is the city's address, such as http://…/city/."""

    visitor: Visitor
    home: str

    async def look_around(self) -> list[Page]:
        """What a person reads before the hour."""
        return [await self.visitor.open(self.home + path) for path in ("", "figures", "me")]

    async def claim(self, release: UUID) -> Page:
        """Press the button on the claim's page; arrives at the result, as whoever has a share already does at once."""
        page = await self.visitor.open(f"{self.home}claim/{release}")
        for form in page.forms_to("/send"):
            return await self.visitor.send(page, form, {})
        return page

    async def pay(self, order: UUID) -> Page:
        """Go to the payment service and pay. The service of a rehearsal takes no money."""
        page = await self.visitor.open(f"{self.home}pay/{order}")
        for form in page.forms_to(f"/pay/{order}"):
            page = await self.visitor.send(page, form, {})
        for form in page.forms_to("/rehearse"):
            page = await self.visitor.send(page, form, {}, follow=False)
        return page

    async def follow(self, order: UUID) -> list[Page]:
        """Where is my parcel?"""
        return [await self.visitor.open(f"{self.home}{path}") for path in (f"progress/{order}", "me")]

    async def code(self, order: UUID) -> str:
        """The six digits to say at the door. NoCode: the page shows none."""
        page = await self.visitor.open(f"{self.home}code/{order}")
        found = DIGITS.search(page.text)
        if found is None:
            raise NoCode(f"{page.status} at the code's page")
        return "".join(found.groups())
