"""Who may open which door: every address declares it, and everybody else is refused in words."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from evenhand.apps.cities import services as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.terms import Role
from evenhand.web.kit import doors, mishaps, session
from tests.web import town as towns
from tests.web.pages import goes_to, words
from tests.web.town import Town

STAFF = [role for role in Role if role is not Role.RESIDENT]


def patterns(resolver: URLResolver, names: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every address with its full name."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, (*names, *([each.namespace] if each.namespace else [])))
        else:
            yield ":".join((*names, each.name or "")), each


ALL = dict(patterns(get_resolver()))
NOTHING = {"UUIDConverter": UUID(int=7), "IntConverter": 7, "StringConverter": "x", "SlugConverter": "x"}


def address(name: str, pattern: URLPattern, city: str) -> str:
    """An address in a city, with ids of nothing."""
    wanted = {part: NOTHING[type(how).__name__] for part, how in pattern.pattern.converters.items()}
    return reverse(name, kwargs=wanted | ({"city": city} if ":" in name or "city" in wanted else {}))


def test_every_address_says_for_whom_it_is() -> None:
    assert [name for name, pattern in ALL.items() if not hasattr(pattern.callback, "roles")] == []
    assert len(ALL) > 30


def test_an_address_that_does_not_say_is_refused() -> None:
    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse("secret")

    request = RequestFactory().get("/")
    answered = doors.DeclaredMiddleware(forgotten).process_view(request, forgotten, (), {})
    assert answered is not None
    assert answered.status_code == 403


@pytest.mark.req("trust:S7")
def test_each_page_opens_to_its_roles_alone(town: Town) -> None:
    browsers: dict[Role | None, Client] = {role: town.browser(role) for role in Role} | {None: town.browser()}
    for name, pattern in ALL.items():
        roles: frozenset[Role] = pattern.callback.roles  # type: ignore[attr-defined]  # set by doors.declare
        for role, browser in browsers.items():
            if roles and role not in roles and name != "resident:relay":
                response = browser.get(address(name, pattern, town.slug))
                led = role is None and Role.RESIDENT in roles
                assert response.status_code == (302 if led else 403), (name, role)


@pytest.mark.req("trust:I11")
def test_nobody_of_one_city_is_known_in_another(town: Town) -> None:
    other = towns.found(people=1)
    for role in STAFF:
        browser = town.browser(role)
        homes = {"merchant": "merchant/", "rider": "rider/", "dispatcher": "dispatch/", "official": "hall/"}
        if role.value in homes:
            assert browser.get(town.url(homes[role.value])).status_code == 200
            assert browser.get(other.url(homes[role.value])).status_code == 403
    assert goes_to(town.browser(Role.RESIDENT).get(other.url("me"))) == other.url("verify")
    stolen = town.browser()
    token = session.demo_token(city=other.slug, role=Role.OFFICIAL, id=town.staff[Role.OFFICIAL])
    stolen.get(f"/demo/enter/{token}")
    assert stolen.get(other.url("hall/")).status_code == 403


@pytest.mark.req("trust:S7")
def test_who_is_retired_is_out_at_the_next_page(town: Town) -> None:
    browser = town.browser(Role.OFFICIAL)
    assert browser.get(town.url("hall/")).status_code == 200
    with city_transaction(town.slug):
        cities.retire_staff(city=town.slug, staff_id=town.staff[Role.OFFICIAL])
    assert browser.get(town.url("hall/")).status_code == 403


def test_a_role_in_the_link_that_is_not_the_persons_own_opens_nothing(town: Town) -> None:
    browser = Client()
    token = session.demo_token(city=town.slug, role=Role.OFFICIAL, id=town.staff[Role.RIDER])
    browser.get(f"/demo/enter/{token}")
    assert browser.get(town.url("hall/")).status_code == 403


@pytest.mark.parametrize("token", ["x", "a:b:c", ""])
def test_a_sign_in_link_that_is_not_ours_is_refused(transactional_db: None, token: str) -> None:
    assert Client().get(f"/demo/enter/{token}").status_code in (403, 404)


def test_a_city_that_does_not_rehearse_has_no_sign_in_links(transactional_db: None) -> None:
    policy = towns.put_up(rehearsal=False)
    token = session.demo_token(city=policy.city.slug, role=Role.OFFICIAL, id=uuid4())
    assert Client().get(f"/demo/enter/{token}").status_code == 403


def test_leaving_forgets_who_called(town: Town) -> None:
    browser = town.browser(Role.OFFICIAL)
    assert goes_to(browser.post(town.url("leave"))) == town.url()
    assert browser.get(town.url("hall/")).status_code == 403


@pytest.mark.req("trust:S20")
def test_a_form_from_elsewhere_changes_nothing(town: Town) -> None:
    browser = Client(enforce_csrf_checks=True)
    token = session.demo_token(city=town.slug, role=Role.OFFICIAL, id=town.staff[Role.OFFICIAL])
    browser.get(f"/demo/enter/{token}")
    response = browser.post(town.url("hall/books"), {"day": "2026-12-05"})
    assert response.status_code == 403


@pytest.mark.req("trust:S20")
def test_private_pages_are_kept_nowhere_and_every_page_has_its_policy(town: Town) -> None:
    for response in (town.browser(Role.OFFICIAL).get(town.url("hall/")), town.browser().get(town.url("nowhere"))):
        assert "no-store" in response.headers["Cache-Control"]
    policy = town.browser().get(town.url()).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_an_unknown_city_or_page_is_said_with_a_number(transactional_db: None) -> None:
    for url in ("/atlantis/", "/atlantis/verify", "/no/such/page", "/Guang'an/"):
        response = Client().get(url)
        assert response.status_code == 404
        assert "没有找到" in words(response)
        assert response.headers["X-Request-Number"] in words(response)


def test_a_failure_is_an_apology_with_its_number() -> None:
    request = RequestFactory().get("/")
    request.number = "AB12-CD34"  # type: ignore[attr-defined]  # set by the middleware
    response = mishaps.failed(request)
    assert response.status_code == 500
    assert "AB12-CD34" in words(response)


@pytest.mark.req("people:Z1")
def test_a_database_that_is_away_asks_to_wait() -> None:
    away = mishaps.MishapMiddleware(lambda request: HttpResponse())
    response = away.process_exception(RequestFactory().get("/"), OperationalError("no connection"))
    assert response is not None
    assert response.status_code == 503
    assert "no connection" not in response.content.decode()
    assert away.process_exception(RequestFactory().get("/"), ZeroDivisionError()) is None


def test_alive_asks_nobody(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"
