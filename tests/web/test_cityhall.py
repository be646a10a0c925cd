"""City hall's door, and what the public sees."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.translation import override

from evenhand.apps.cities.queries import District
from evenhand.core.terms import Role
from evenhand.web.public import pages
from evenhand.web.public.figures import merged
from tests.web import town as towns
from tests.web.pages import goes_to, words
from tests.web.town import MORNING, SHARE, Town


def test_live_figures_name_what_is_left_and_as_of(town: Town) -> None:
    towns.claim(town, *town.people[:2])
    page = words(town.browser(Role.OFFICIAL).get(town.url("hall/")))
    assert f"Left to claim {100 - 2 * SHARE}" in page
    assert "Claims granted 2" in page
    assert "as of 10:00" in page


def test_an_official_schedules_a_release_once(town: Town) -> None:
    browser = town.browser(Role.OFFICIAL)
    said = {"campaign": str(town.campaign), "day": "2026-12-07", "opens": "10:00", "closes": "18:00", "quota": "500"}
    browser.post(town.url("hall/releases"), said)
    page = words(browser.get(town.url("hall/releases")))
    assert "The release is scheduled and frozen." in page
    assert "Mon 7 Dec 10:00" in page
    overlapping = words(browser.post(town.url("hall/releases"), said | {"opens": "09:00"}))
    assert "This step no longer fits. It opens Mon 7 Dec 10:00." in overlapping


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"quota": "501"}, "Something is not filled in as it should be."),
        ({"closes": "09:00"}, "Something is not filled in as it should be."),
        ({"day": "2020-01-01"}, "Something is not filled in as it should be."),
        ({"day": "yesterday"}, "Enter a valid date."),
    ],
)
def test_a_release_that_cannot_be_is_refused(town: Town, changes: dict[str, str], said: str) -> None:
    form = {"campaign": str(town.campaign), "day": "2026-12-07", "opens": "10:00", "closes": "18:00", "quota": "500"}
    assert said in words(town.browser(Role.OFFICIAL).post(town.url("hall/releases"), form | changes))


def test_the_books_add_up_to_nothing_and_a_day_is_closed_once(town: Town) -> None:
    near = towns.neighbors(town)
    towns.claim(town, *near)
    browser = town.browser(Role.OFFICIAL)
    page = words(browser.get(town.url("hall/books")))
    assert "Sum of all accounts ¥0.00" in page
    day = MORNING.date().isoformat()
    assert goes_to(browser.post(town.url("hall/books"), {"day": day})) == town.url("hall/books")
    assert "the day is closed." in words(browser.get(town.url("hall/books"), {"day": day}))
    assert "It is too early for this." in words(
        browser.get(goes_to(browser.post(town.url("hall/books"), {"day": "2030-01-01"})))
    )
    assert browser.get(town.url("hall/books"), {"day": "today"}).status_code == 422


def test_an_auditor_reads_and_does_not_draw(town: Town) -> None:
    browser = town.browser(Role.AUDITOR)
    assert "Draw the statement" not in words(browser.get(town.url("hall/books")))
    assert browser.post(town.url("hall/books"), {"day": MORNING.date().isoformat()}).status_code == 403
    assert browser.get(town.url("hall/")).status_code == 403


def test_the_audit_finds_every_promise_kept(town: Town) -> None:
    towns.claim(town, *town.people)
    page = words(town.browser(Role.AUDITOR).get(town.url("hall/audit")))
    assert "Every promise was kept." in page
    assert "Broken" not in page


@pytest.mark.req("people:R1")
def test_the_city_page_says_who_when_how_many_and_what_it_costs(town: Town) -> None:
    page = words(town.browser().get(town.url()))
    said = [
        "Opens today 10:00",
        "Every resident of the city",
        "5 masks a person every 3 days, 100 in all",
        "¥1.00 each",
    ]
    assert [part for part in said if part not in page] == []
    assert "12345" in page
    assert "Presets of this rehearsal" in page


def test_the_city_page_leads_to_the_share_one_holds(town: Town) -> None:
    towns.claim(town, town.people[0])
    assert "My share" in words(town.browser(Role.RESIDENT).get(town.url()))
    assert "Verify and claim" in words(town.browser().get(town.url()))


@pytest.mark.usefixtures("transactional_db")
def test_a_city_without_a_release_says_what_will_appear() -> None:
    city = towns.put_up().city.slug
    for page, said in (("", "下一轮会显示在这里"), ("figures", "数据会显示在这里")):
        assert said in words(Client().get(f"/{city}/{page}"))


@pytest.mark.req("people:P1")
def test_public_figures_show_districts_only_where_nobody_can_be_told_apart(town: Town) -> None:
    towns.claim(town, *town.people)
    page = words(town.browser().get(town.url("figures")))
    assert "Persons with a share 6" in page
    assert "Districts appear here once enough persons were served" in page


def district(code: str) -> District:
    return District(code=code, name={"zh": code, "en": code}, population=1000, lon=0, lat=0)


@pytest.mark.parametrize(
    ("granted", "rows"),
    [
        ({"a": 50, "b": 40, "c": 30}, [("a", 50), ("b", 40), ("c", 30)]),
        ({"a": 50, "b": 8, "c": 7}, [("a", 50), ("Other districts together", 15)]),
        ({"a": 50, "b": 40, "c": 3}, [("a", 50), ("Other districts together", 43)]),
        ({"a": 3, "b": 2, "c": 1}, []),
        ({}, []),
    ],
)
@pytest.mark.req("people:P1", "domain:F15")
def test_small_districts_are_merged_so_that_no_subtraction_finds_them(
    granted: dict[str, int], rows: list[tuple[str, int]]
) -> None:
    with override("en"):
        found = merged([district(code) for code in "abc"], granted, smallest=10)
        assert [(str(each.name), each.persons) for each in found] == rows


def test_a_city_among_many_is_found_by_its_name(make_city: Callable[[], str]) -> None:
    slugs = sorted(make_city() for _ in range(pages.MOST_CITIES + 1))
    first = Client().get("/").content.decode()
    assert first.count('<li><a href="/') == pages.MOST_CITIES
    assert 'name="q"' in first
    found = Client().get("/", {"q": slugs[-1][3:]}).content.decode()
    assert f'href="/{slugs[-1]}/"' in found
    assert f'href="/{slugs[0]}/"' not in found
    nobody = Client().get("/", {"q": "<script>"}).content.decode()
    assert "<script>" not in nobody
