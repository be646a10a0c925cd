"""The hotline's door: a caller is found, agrees, is booked for, and hears the answer; agents see masks, and few."""

import re
from datetime import timedelta
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evenhand.apps.cases import queries as cases
from evenhand.apps.claims import models as claims_rows
from evenhand.apps.claims import queries as claims
from evenhand.apps.journal import models as journal
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import models as vault
from evenhand.apps.residents import queries as residents
from evenhand.core.people import NewPerson
from evenhand.core.policy import parse_city
from evenhand.core.terms import Channel, Role
from evenhand.simulation import papers, population
from tests.web import pages
from tests.web.town import FILE, MORNING, OPENS, SHARE, Town

BOOKED = {"consent": "on", "recording": "R-2026-0007", "units": str(SHARE)}


@pytest.fixture
def agent(town: Town) -> Client:
    town.clock(OPENS)
    return town.browser(Role.AGENT)


@pytest.fixture
def callers() -> list[NewPerson]:
    """What the town's people would say of themselves."""
    return list(population.people(parse_city(FILE.read_text("utf-8")), count=6, random=Random(5), today=MORNING.date()))


def find(town: Town, agent: Client, **said: str) -> tuple[str, str]:
    """The words of what was found, and where it leads."""
    found = agent.post(town.url("hotline/"), {"reason": "claim", **said})
    link = re.search(r'href="([^"]*/hotline/person/[^"]*)"', found.content.decode())
    return pages.words(found), link[1] if link else ""


@pytest.mark.req("people:H1")
@pytest.mark.req("gate:P2")
def test_a_caller_is_found_agrees_is_booked_for_and_hears_it_back(
    town: Town, agent: Client, callers: list[NewPerson]
) -> None:
    words, link = find(town, agent, phone=callers[0].phone)
    assert callers[0].name not in words
    assert callers[0].number not in words
    assert "recorded" in pages.words(agent.get(link))
    refused = agent.post(link, {**BOOKED, "consent": ""})
    assert "Without the caller's yes nothing can be booked." in pages.words(refused)
    answer = pages.goes_to(agent.post(link, BOOKED))
    assert answer == pages.goes_to(agent.post(link, BOOKED))
    town.drain()
    assert f"I have booked {SHARE} masks" in pages.words(agent.get(answer))
    [claim] = _claims(town)
    assert (claim.channel, claim.granted) == (Channel.HOTLINE, True)
    with city_transaction(town.slug):
        [assisted] = claims_rows.Assisted.objects.filter(city=town.slug)
        row = claims_rows.Claim.objects.get(city=town.slug, id=claim.id)
    assert (assisted.agent_id, assisted.recording) == (town.staff[Role.AGENT], BOOKED["recording"])
    assert row.agent_id == town.staff[Role.AGENT]

    own = town.browser(Role.RESIDENT, town.people[0].id)
    assert "5 masks for you" in pages.words(own.get(town.url(f"result/{claim.id}")))
    assert own.get(town.url(f"claim/{town.release}")).status_code == 302, "no second share at another door"


def _claims(town: Town) -> list[claims.Claim]:
    with city_transaction(town.slug):
        return claims.of_person(city=town.slug, person=town.people[0].tag, release_ids=[town.release])


@pytest.mark.req("people:H1")
def test_a_refusal_is_read_back_in_the_words_of_every_door(town: Town, agent: Client, callers: list[NewPerson]) -> None:
    _, link = find(town, agent, phone=callers[0].phone)
    town.clock(OPENS - timedelta(minutes=1))
    assert "has not opened yet" in pages.words(agent.post(link, BOOKED))
    assert _claims(town) == []


@pytest.mark.req("trust:S16")
def test_a_look_up_needs_a_reason_a_whole_key_and_has_an_end(
    town: Town, agent: Client, callers: list[NewPerson]
) -> None:
    one = callers[0]
    assert find(town, agent, phone=one.phone[:8])[1] == ""
    assert find(town, agent, name=one.name[:1], last_four=one.number[-4:])[1] == ""
    assert find(town, agent, name=one.name, last_four="****")[1] == ""
    assert find(town, agent, reason="", phone=one.phone)[1] == ""
    assert find(town, agent, name=one.name, last_four=one.number[-4:])[1] != ""
    with city_transaction(town.slug):
        taken = vault.Lookup.objects.filter(city=town.slug).count()
        _use_up(town, taken)
    assert "as many people as one agent may" in find(town, agent, phone=one.phone)[0]
    town.clock(OPENS + timedelta(hours=1))
    assert find(town, agent, phone=one.phone)[1] != ""
    with city_transaction(town.slug):
        facts = journal.Event.objects.filter(city=town.slug, kind="PersonLookedUp", subject=town.people[0].id)
        assert facts.count() == 2
        assert len(residents.lookups(city=town.slug, person_id=town.people[0].id)) == 2


def _use_up(town: Town, taken: int) -> None:
    """The rest of the agent's hour."""
    vault.Lookup.objects.bulk_create(
        vault.Lookup(
            city=town.slug, id=numbered(n), agent_id=town.staff[Role.AGENT], hour=OPENS, nth=n, how="phone",
            reason="claim", at=OPENS,
        )
        for n in range(taken + 1, 61)
    )  # fmt: skip


def numbered(n: int) -> str:
    return f"00000000-0000-7000-8000-{n:012d}"


@pytest.mark.req("trust:S16")
def test_an_agent_opens_only_whom_that_agent_found_within_the_hour(
    town: Town, agent: Client, callers: list[NewPerson]
) -> None:
    person = town.url(f"hotline/person/{town.people[0].id}")
    assert agent.get(person).status_code == 403
    find(town, agent, phone=callers[0].phone)
    assert agent.get(person).status_code == 200
    town.clock(OPENS + timedelta(hours=1))
    assert agent.get(person).status_code == 403


def test_a_caller_whom_nobody_knows_is_entered_with_a_fixed_line_and_booked_for(town: Town, agent: Client) -> None:
    said = {
        "name": "欧阳 淑芬",
        "kind": "resident_card",
        "number": " " + papers.resident_number(4711, MORNING.date().replace(year=1938)) + "　",
        "phone": "0826-2345678",
        "district": town.people[0].district,
        "address": "滨河路3号1单元201",
    }
    assert "nothing can be kept" in pages.words(agent.post(town.url("hotline/new"), said))
    person = pages.goes_to(agent.post(town.url("hotline/new"), {**said, "consent": "on"}))
    answer = agent.post(person, {**BOOKED, "called": "on"})
    town.drain()
    assert "I have booked" in pages.words(agent.get(pages.goes_to(answer)))
    wrong = agent.post(town.url("hotline/new"), {**said, "number": said["number"].strip()[:-1] + "?", "consent": "on"})
    assert "character" in pages.words(wrong)


@pytest.mark.req("people:H3")
def test_who_wants_to_be_called_waits_on_a_list_until_called(town: Town, agent: Client) -> None:
    url = town.url("hotline/callbacks")
    assert "not a phone number" in pages.words(agent.post(url, {"phone": "12", "words": ""}))
    agent.post(url, {"phone": "0826 2345678", "words": "<script>alert(1)</script>"})
    page = agent.get(url).content.decode()
    assert "+868262345678" in page
    assert "<script>alert" not in page
    with city_transaction(town.slug):
        [case] = cases.waiting(city=town.slug)
        assert not [row for row in vault.Slip.objects.filter(city=town.slug) if b"2345678" in bytes(row.box)]
    agent.post(town.url(f"hotline/callbacks/{case.id}/called"))
    assert "+868262345678" not in agent.get(url).content.decode()


def test_the_door_is_for_agents_alone(town: Town) -> None:
    for role in Role:
        if role is not Role.AGENT:
            assert town.browser(role).get(town.url("hotline/")).status_code == 403


@pytest.mark.req("people:H1")
def test_a_building_is_booked_for_from_a_signed_list(town: Town, agent: Client, callers: list[NewPerson]) -> None:
    rows = [[one.name, one.number[-4:]] for one in callers[:3]] + [["无此人", "0000"], [callers[3].name, "**"]]
    looked = agent.post(town.url("hotline/building"), {"act": "look", "file": listed(rows)})
    page = pages.words(looked)
    assert "3 persons were found" in page, page
    assert "Row 5" in page
    assert "Row 6" in page
    assert callers[0].number not in page
    sheet = agent.post(town.url("hotline/building"), {"act": "sheet", "file": listed(rows)}).content.decode()
    assert "Nobody of this name has such a document." in sheet
    ids = re.findall(r'name="person" value="([^"]+)"', looked.content.decode())
    said = {"person": ids, "recording": "LIST-7"}
    booked = [pages.words(agent.post(town.url("hotline/building/book"), said)) for _ in range(2)]
    assert booked[0].count("5 masks") == booked[1].count("5 masks") == 3
    with city_transaction(town.slug):
        assert claims_rows.Assisted.objects.filter(city=town.slug, recording="LIST-7").count() == 3


@pytest.mark.parametrize("file", [b"", b"\0\1\2", b"PK\x03\x04", b"name\n", b"name,last_four\n", b"a,b\n1,2\n"])
def test_a_file_that_is_no_list_books_nothing(town: Town, agent: Client, file: bytes) -> None:
    page = agent.post(town.url("hotline/building"), {"act": "look", "file": SimpleUploadedFile("list.csv", file)})
    assert page.status_code == 200
    assert 'class="error"' in page.content.decode() or "Not right" in pages.words(page)
    other = agent.post(town.url("hotline/building/book"), {"person": str(town.people[0].id), "recording": "L"})
    assert other.status_code == 403, "nobody who was not found"


def listed(rows: list[list[str]]) -> SimpleUploadedFile:
    text = "\n".join(",".join(row) for row in [["name", "last_four"], *rows])
    return SimpleUploadedFile("list.csv", text.encode())
