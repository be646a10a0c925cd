"""A day of canaries: a name, a document, a phone and a door are searched for wherever a day of the doors leaves traces.

That is in addresses, titles, cookies, logs, messages, facts, and on the pages of staff who have no business with them.
"""

import json
import logging
import re
from collections.abc import Iterator
from itertools import product

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from evenhand.adapters.sms.fake import FakeSms
from evenhand.apps.journal import models as journal
from evenhand.apps.journal.sockets import socket
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import queries as residents
from evenhand.core.terms import Role
from tests.apps.townsfolk import newcomer
from tests.web import town as towns
from tests.web.pages import goes_to
from tests.web.test_verify import form_of
from tests.web.town import OPENS, Town

N = 777
CANARY = newcomer(N)
SPELLINGS = {
    "name": CANARY.name,
    "document": CANARY.number,
    "its middle": CANARY.number[6:14],
    "phone": CANARY.phone[3:],
    "door": CANARY.address,
}


@pytest.fixture
def carried(settings: Settings) -> Iterator[FakeSms]:
    """What goes to phones."""
    fake = "evenhand.adapters.sms.fake.FakeSms"
    settings.EVENHAND_ADAPTERS = settings.EVENHAND_ADAPTERS | {"sms": fake, "voice": fake}
    socket.cache_clear()
    yield socket("sms")
    socket.cache_clear()


class Traces:
    """Everything that a day leaves behind, by where it lies."""

    def __init__(self) -> None:
        self.left: list[tuple[str, str]] = []

    def see(self, answer: HttpResponse) -> HttpResponse:
        """A page's address, title, cookies and where it leads; not its body, which its reader may see."""
        self.left.append(("address", str(answer.request.get("PATH_INFO")) + str(answer.request.get("QUERY_STRING"))))
        self.left.append(("leads to", answer.headers.get("Location", "")))
        titles = re.findall(r"<title>(.*?)</title>", answer.content.decode(errors="replace"), re.DOTALL)
        self.left.append(("title", " ".join(titles)))
        self.left.append(("cookies", " ".join(morsel.OutputString() for morsel in answer.cookies.values())))
        return answer

    def found(self) -> list[str]:
        both = product(self.left, SPELLINGS.items())
        return [f"{what} in {where}" for (where, text), (what, said) in both if said in text]


def digits(carried: FakeSms) -> str:
    return re.findall(r"\b\d{6}\b", carried.carried[-1].text)[-1]


def verify(town: Town, browser: Client, traces: Traces, carried: FakeSms) -> None:
    """The canary comes in by the resident's door, stumbling over every field on the way."""
    traces.see(browser.post(town.url("verify"), {"phone": CANARY.phone[:-1]}))
    traces.see(browser.post(town.url("verify"), {"phone": CANARY.phone}))
    town.drain()
    traces.see(browser.post(town.url("verify/code"), {"code": CANARY.phone}))
    traces.see(browser.post(town.url("verify/code"), {"code": digits(carried)}))
    for field in ("name", "number", "district", "address"):
        traces.see(browser.post(town.url("verify/who"), form_of(N, **{field: CANARY.number + CANARY.name + "\0"})))
    assert goes_to(traces.see(browser.post(town.url("verify/who"), form_of(N)))) == town.url("verify/ready")


@pytest.mark.req("people:G7", "trust:S9", "domain:R16", "domain:F15")
def test_no_canary_is_found_outside_of_the_vault(
    town: Town, carried: FakeSms, caplog: pytest.LogCaptureFixture
) -> None:
    traces, browser = Traces(), town.browser()
    with caplog.at_level(logging.DEBUG):
        verify(town, browser, traces, carried)
        with city_transaction(town.slug):
            [canary] = residents.at_phone(city=town.slug, phone=CANARY.phone)
        town.clock(OPENS)
        towns.claim(town, canary)
        order = town.order_of(canary).id
        for path in ("", "me", "me/uses", f"progress/{order}", f"pay/{order}", "appeal", "verify/ready"):
            traces.see(browser.get(town.url(path)))
        said = {"reason": "other", "words": f"{CANARY.name} {CANARY.number} {CANARY.phone}"}
        traces.see(browser.post(town.url("appeal"), said))
        agent = town.browser(Role.AGENT)
        for asked in ({"phone": CANARY.phone}, {"name": CANARY.name, "last_four": CANARY.number[-4:]}):
            traces.see(agent.post(town.url("hotline/"), {"reason": "claim", **asked}))
        traces.see(agent.get(town.url(f"hotline/person/{canary.id}")))
        towns.pay(town, canary)
        for role, paths in STAFF.items():
            clerk = town.browser(role)
            for path in paths:
                answer = traces.see(clerk.get(town.url(path)))
                traces.left.append((f"page {path}", answer.content.decode(errors="replace")))
        town.drain()
    traces.left += [("log", record.getMessage() + str(record.exc_text or "")) for record in caplog.records]
    traces.left += [("message", message.text) for message in carried.carried]
    traces.left += [("rows", row) for row in rows(town)]
    assert traces.found() == []
    assert len(traces.left) > 60


STAFF = {
    Role.OFFICIAL: ("hall/", "hall/cases", "hall/facts", "hall/audit", "hall/figures", "hall/books"),
    Role.AUDITOR: ("hall/facts", "hall/audit"),
    Role.MERCHANT: ("merchant/", "merchant/pack", "merchant/labels", "merchant/picklist"),
    Role.DISPATCHER: ("dispatch/",),
}
"""Pages on which nobody has any business with a canary's name, number or phone."""


def rows(town: Town) -> Iterator[str]:
    """Every fact of the city's journal, as it lies in the database."""
    with city_transaction(town.slug):
        for event in journal.Event.objects.filter(city=town.slug):
            yield json.dumps([event.kind, str(event.subject), event.__dict__], default=str)


def test_the_search_finds_what_is_there() -> None:
    """The control: one trace of each kind is found."""
    traces = Traces()
    traces.left = [("log", f"no such person: {said}") for said in SPELLINGS.values()]
    assert {hit.partition(" in ")[0] for hit in traces.found()} == set(SPELLINGS)
