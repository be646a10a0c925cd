"""A town verifies in one rush, through real pages, while somebody pumps codes out of the same city.

Honest people live in many networks and all get in; whoever asks from one network for numbers of strangers, and says
none of the codes, is stopped there. `make soak` brings five thousand.
"""

import asyncio
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from evenhand.adapters.sms import file as messages
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import models
from evenhand.cli.system import running
from evenhand.config import keys
from evenhand.core import pumping
from evenhand.core.people import NewPerson
from tests.apps.townsfolk import newcomer
from tests.conftest import HOME
from tests.web.town import found

RESIDENTS = int(os.environ.get("EVENHAND_RESIDENTS", "40"))
AT_ONCE = 24
ATTACKED = 30
FIRST = 200_000
STRANGER = 900_000
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LOOK_S = 0.2


@pytest.fixture
def site(transactional_db: None) -> Iterator[tuple[str, str]]:
    """The whole system, and a city in it. What the gateway carries goes to a file."""
    town = found()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENHAND_ADAPTERS", "sms=evenhand.adapters.sms.file.FileSms")
        with running(None, key=keys.required()) as system:
            yield system.base_url, town.slug


class Inbox:
    """Every phone of the town: the digits that came to each."""

    def __init__(self, path: Path) -> None:
        self.path, self._at = path, 0
        self.digits: dict[str, str] = {}

    def look(self) -> None:
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8") as file:
            file.seek(self._at)
            while (line := file.readline()).endswith("\n"):
                told = json.loads(line)
                if codes := re.findall(r"\d{6}", told["text"]):
                    self.digits[told["phone"]] = codes[-1]
                self._at = file.tell()

    async def wait(self, phone: str) -> str:
        while phone not in self.digits:
            self.look()
            await asyncio.sleep(LOOK_S)
        return self.digits[phone]


def browser(base: str, network: int) -> aiohttp.ClientSession:
    """A browser in one of many networks."""
    here = aiohttp.TCPConnector(local_addr=(f"127.{1 + network // 250}.{network % 250}.1", 0))
    return aiohttp.ClientSession(
        base, connector=here, cookies={"language": "en"}, cookie_jar=aiohttp.CookieJar(unsafe=True)
    )


async def send(page: aiohttp.ClientSession, path: str, said: dict[str, object]) -> str:
    """Fill in the form of a page and send it. Where that leads, or what the page says."""
    async with page.get(path) as form:
        token = TOKEN.search(await form.text())
    assert token
    async with page.post(path, data={"csrfmiddlewaretoken": token[1], **said}, allow_redirects=False) as answer:
        return answer.headers.get("Location", "") or await answer.text()


async def verify(base: str, city: str, who: NewPerson, network: int, inbox: Inbox) -> float:
    """One resident, from the phone to "you are ready". Seconds of it."""
    began = time.monotonic()
    async with browser(base, network) as page:
        assert await send(page, f"/{city}/verify", {"phone": who.phone}) == f"/{city}/verify/code"
        digits = await inbox.wait(who.phone)
        assert await send(page, f"/{city}/verify/code", {"code": digits}) == f"/{city}/verify/who"
        said = {name: getattr(who, name) for name in ("name", "number", "district", "address")}
        said |= {"kind": who.kind.value, "consents": "identity"}
        form = aiohttp.FormData(list(said.items()))
        form.add_field("consents", "delivery")
        async with page.get(f"/{city}/verify/who") as shown:
            token = TOKEN.search(await shown.text())
        assert token
        form.add_field("csrfmiddlewaretoken", token[1])
        async with page.post(f"/{city}/verify/who", data=form, allow_redirects=False) as answer:
            assert answer.headers["Location"] == f"/{city}/verify/ready"
    return time.monotonic() - began


async def pump(base: str, city: str) -> Counter[bool]:
    """One network that asks for strangers' numbers as fast as it is answered: how often a code was sent."""
    sent: Counter[bool] = Counter()
    for n in range(ATTACKED):
        async with browser(base, 9_000) as page:
            phone = newcomer(STRANGER + 9_973 * n).phone
            sent["verify/code" in await send(page, f"/{city}/verify", {"phone": phone})] += 1
    return sent


async def rush(base: str, city: str) -> tuple[list[float], Counter[bool]]:
    inbox, room = Inbox(HOME / messages.NAME), asyncio.Semaphore(AT_ONCE)

    async def one(n: int) -> float:
        async with room:
            return await verify(base, city, newcomer(FIRST + n), n % max(8, RESIDENTS // 100), inbox)

    attack = asyncio.create_task(pump(base, city))
    taken = await asyncio.gather(*(one(n) for n in range(RESIDENTS)))
    return list(taken), await attack


@pytest.mark.req("trust:S5", "people:R2", "people:K8")
def test_everybody_gets_in_while_somebody_pumps(site: tuple[str, str]) -> None:
    base, city = site
    began = time.monotonic()
    taken, sent = asyncio.run(rush(base, city))
    spent = time.monotonic() - began
    with city_transaction(city):
        codes = models.Code.objects.filter(city=city)
        confirmed = codes.filter(confirmed_at__isnull=False).count()
    assert len(taken) == confirmed == RESIDENTS
    assert sent[True] == pumping.OUTSTANDING
    middle = sorted(taken)[len(taken) // 2]
    figures = f"{RESIDENTS} verified in {spent:.1f} s, {RESIDENTS / spent:.0f} a second, median {middle:.2f} s each"
    sys.stdout.write(f"{figures}\n")
