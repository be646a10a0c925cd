"""Two cities' days through the installed command: exact figures, apart from each other, day after day."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import chain, pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import psycopg
import pytest

from evenhand.cli.exits import Exit
from evenhand.config.postgres import Server
from evenhand.core.documents import DocumentKind
from evenhand.core.policy import parse_city
from evenhand.core.policy.words import Count
from evenhand.simulation import population
from tests.house import tree
from tests.journeys import days
from tests.journeys.days import GUANGAN, LAKESIDE, Day, Home

FILES = {"guangan": GUANGAN, "lakeside": LAKESIDE}
CITIES = tuple(FILES)
RESIDENTS, PACKS = 150, 20
SHARE = {"guangan": 5, "lakeside": 3}
"""Units that everybody asks for: as many as one claim may."""
PACK = {"guangan": 5, "lakeside": 1}
FIGURES = [
    "city", "residents", "requests", "granted", "quota", "oversold", "doubled", "lost", "handed_over", "returned",
    "ledger_sum", "seconds", "p99_ms",
]  # fmt: skip
KEPT = {"oversold": 0, "doubled": 0, "lost": 0, "ledger_sum": 0}
ONE_FEN = (
    "UPDATE settlement_posting SET amount_fen = amount_fen + 1 WHERE city = %(city)s"
    " AND id = (SELECT id FROM settlement_posting WHERE city = %(city)s LIMIT 1)"
)


HAN, LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{3,}")
NUMBER = re.compile(rb"(?=(19\d{15}[\dX]))")
"""An imagined resident card, wherever it stands in a longer run of digits."""


@dataclass(frozen=True)
class Played:
    """Three days in one data folder; before the third somebody changed a fen in the books of the second city."""

    home: Home
    first: Day
    second: Day
    third: Day

    @property
    def days(self) -> tuple[Day, ...]:
        return self.first, self.second, self.third


@pytest.fixture(scope="module")
def played() -> Iterator[Played]:
    with days.home() as home:
        first, second = (home.play("guangan", LAKESIDE, residents=RESIDENTS, packs=PACKS) for _ in range(2))
        with Server(home.folder):
            home.rows("lakeside", ONE_FEN, role="evenhand_owner")
            yield Played(home, first, second, third=home.play("guangan", LAKESIDE, residents=60, packs=4))


def test_each_city_gets_one_line_of_exact_figures(played: Played) -> None:
    carried = dict.fromkeys(CITIES, 0)
    for day in (played.first, played.second):
        assert (day.code, day.complaints) == (Exit.OK, set()), day.said
        assert [list(line) for line in day.figures] == [FIGURES] * 2
        assert [line["city"] for line in day.figures] == list(CITIES)
        for line in day.figures:
            assert KEPT.items() <= line.items()
            city = line["city"]
            assert (line["residents"], line["quota"]) == (RESIDENTS, PACKS * PACK[city] + carried[city])
            carried[city] = line["quota"] - line["handed_over"] * SHARE[city]
            assert line["requests"] >= 0.9 * RESIDENTS
            assert line["seconds"] > line["p99_ms"] / 1000 > 0


@pytest.mark.parametrize("city", CITIES)
def test_nothing_is_left_that_anybody_asked_for(played: Played, city: str) -> None:
    """What is less than a share goes to the next day, as does what came back."""
    for day in (played.first, played.second):
        assert 0 <= day.of(city)["quota"] - day.of(city)["granted"] * SHARE[city] < SHARE[city]
    before = played.first.of("lakeside")
    assert played.second.of("lakeside")["quota"] == PACKS + before["quota"] - before["handed_over"] * SHARE["lakeside"]


@pytest.mark.parametrize("city", CITIES)
def test_every_share_is_in_somebodys_hands_back_on_the_shelf_or_cancelled(played: Played, city: str) -> None:
    query = (
        "SELECT r.opens_at, o.state, count(*) FROM campaigns_release r JOIN orders_order o ON o.release_id = r.id"
        " WHERE r.city = %(city)s AND o.city = r.city GROUP BY 1, 2"
    )
    ended: defaultdict[datetime, dict[str, int]] = defaultdict(dict)
    for opens, state, many in played.home.rows(city, query):
        ended[opens][state] = many
    for day, (_, states) in zip(played.days, sorted(ended.items()), strict=True):
        assert set(states) <= {"handed_over", "back", "cancelled"}
        line = day.of(city)
        assert (line["handed_over"], line["returned"]) == (states.get("handed_over", 0), states.get("back", 0))
        assert sum(states.values()) == line["granted"]


@pytest.mark.req("trust:I11")
def test_the_rows_of_the_two_cities_are_apart(played: Played) -> None:
    persons = [{tag for (tag,) in played.home.rows(city, "SELECT tag FROM residents_person")} for city in CITIES]
    assert persons[0] & persons[1] == set()
    with psycopg.connect(Server(played.home.folder).admin_url, dbname="evenhand") as everything:
        for table in tree.tenant_tables():
            assert {city for (city,) in everything.execute(f"SELECT DISTINCT city FROM {table}")} <= set(CITIES)
    for city in CITIES:
        for table in tree.tenant_tables():
            assert {row[0] for row in played.home.rows(city, f"SELECT DISTINCT city FROM {table}")} <= {city}


@pytest.mark.parametrize("city", CITIES)
def test_the_same_seed_is_the_same_people_and_they_open_at_their_own_hour(played: Played, city: str) -> None:
    assert played.home.rows(city, "SELECT count(*) FROM residents_person WHERE city = %(city)s") == [(RESIDENTS,)]
    policy = parse_city(FILES[city].read_text("utf-8"))
    window, zone = policy.campaigns[0].window, ZoneInfo(policy.city.timezone)
    for opens, closes in played.home.rows(city, "SELECT opens_at, closes_at FROM campaigns_release"):
        assert (opens.astimezone(zone).time(), closes.astimezone(zone).time()) == (window.opens, window.closes)
        assert window.held_on(opens.astimezone(zone).date())


@pytest.mark.req("trust:I2")
@pytest.mark.parametrize("city", CITIES)
def test_limits_carry_over_from_day_to_day(played: Played, city: str) -> None:
    """Everybody comes again in the same order: who had a share the day before is asked to wait, while others get it."""
    policy = parse_city(FILES[city].read_text("utf-8"))
    limit, zone = policy.campaigns[0].limits.person, ZoneInfo(policy.city.timezone)
    had: defaultdict[bytes, list[datetime]] = defaultdict(list)
    query = "SELECT person, at FROM claims_claim WHERE outcome = 'granted' AND returned_at IS NULL ORDER BY at"
    for person, at in played.home.rows(city, query):
        had[person].append(at.astimezone(zone))
    for earlier, later in chain.from_iterable(pairwise(times) for times in had.values()):
        days, whole = later.date() - earlier.date(), later - earlier
        assert (days if limit.count is Count.DAYS else whole) >= limit.every
    refused = played.home.rows(city, "SELECT 1 FROM claims_claim WHERE reason = 'person_limit'")
    assert bool(refused) == (city == "guangan")


def test_one_citys_broken_books_are_that_citys_alone(played: Played) -> None:
    assert played.third.code == Exit.BROKEN
    assert played.third.complaints == {("lakeside", name) for name in ("entries_unbalanced", "ledger_sum", "unposted")}
    assert played.third.of("lakeside")["ledger_sum"] == 1
    assert played.third.of("guangan").items() >= KEPT.items()


class Report(HTMLParser):
    """What a reader and a browser find in a report: its language, its words, its maps, and whatever it would fetch."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.words: list[str] = []
        self.language, self.maps = "", 0
        self.fetched: list[str | None] = []
        self._style = False
        self.feed(file.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.language = given.get("lang") or self.language
        self.fetched += [given[name] for name in ("src", "href") if name in given]
        self.maps += tag == "figure" and given.get("class") == "map"
        self._style = tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.words += data.split()

    @property
    def text(self) -> str:
        return " ".join(self.words)


def reports(played: Played, city: str, ending: str) -> list[Report]:
    """A city's reports in a language, the first day's first."""
    files = (played.home.folder / "reports").glob(f"{city}-????-??-??{ending}")
    return [Report(file) for file in sorted(files)]


@pytest.mark.parametrize("city", CITIES)
def test_a_report_can_be_read_in_both_languages_without_a_network(played: Played, city: str) -> None:
    names = FILES[city].read_text("utf-8")
    for day, english, chinese in zip(
        played.days, reports(played, city, ".en.html"), reports(played, city, ".html"), strict=True
    ):
        assert (english.language, chinese.language) == ("en", "zh-Hans")
        assert english.fetched == chinese.fetched == []
        assert english.maps == chinese.maps > 0
        assert f"Claims granted {day.of(city)['granted']} Handed over" in english.text
        kept = (city, day) != ("lakeside", played.third)
        assert ("Every promise was kept." in english.text, "所有承诺均已兑现。" in chinese.text) == (kept, kept)
        assert [word for word in english.words if HAN.search(word)] == []
        assert [word for word in chinese.words if LATIN.fullmatch(word) and word not in names] == []


@pytest.mark.req("trust:I12", "domain:R16")
def test_no_document_number_lies_anywhere(played: Played) -> None:
    """Neither in what was said, nor in any file of the data folder: pages, logs, outbox, the database's own files."""
    numbers = {number.encode() for file in FILES.values() for number in documents(file)}
    assert len(numbers) > 1.9 * RESIDENTS
    files = [file for file in played.home.folder.rglob("*") if file.is_file()]
    assert {"day.log", "sms.jsonl", "log", "pg_control"} <= {file.name for file in files}
    said = [day.said.encode() for day in played.days]
    for text in (*said, *(file.read_bytes() for file in files)):
        assert numbers.isdisjoint(NUMBER.findall(text))


def documents(file: Path) -> set[str]:
    """The resident cards of the people whom seed 1 imagines in a city this year."""
    policy, new_year = parse_city(file.read_text("utf-8")), datetime.now(UTC).date().replace(month=1, day=1)
    people = population.people(policy, count=RESIDENTS, random=Random(1), today=new_year)
    return {person.number for person in people if person.kind is DocumentKind.RESIDENT_CARD}
