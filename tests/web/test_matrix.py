"""Every address of the URL map, asked as every role: it opens to those it says, and to nobody else."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from evenhand.core.terms import Role
from evenhand.web.cityhall import books
from tests.web.town import Town

SOMETHING: dict[str, object] = {
    "UUIDConverter": UUID(int=1),
    "IntConverter": 1,
    "SlugConverter": "some",
    "StringConverter": "some",
    "PathConverter": "some",
}
NOT_OPEN = {401, 403, 405}
STREAMS = {"cityhall:stream"}
"""Addresses that answer for minutes; they have a test of their own."""


def routes(
    patterns: list[Any], before: str = "", space: str = "", known: dict[str, Any] | None = None
) -> Iterator[Any]:
    """Each pattern that has a view: its whole route, its name, its view, its converters."""
    for pattern in patterns:
        text, converters = before + str(pattern.pattern), {**(known or {}), **pattern.pattern.converters}
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, text, pattern.namespace or space, converters)
        elif isinstance(pattern, URLPattern):
            yield text, f"{space}:{pattern.name}" if space else str(pattern.name), pattern.callback, converters


def every() -> list[Any]:
    return list(routes(get_resolver().url_patterns))


def address(route: str, converters: dict[str, Any], city: str) -> str:
    """The route with something in each of its places."""
    for name, converter in converters.items():
        kind = type(converter).__name__
        value = city if kind == "CityConverter" else SOMETHING.get(kind, "some")
        route = re.sub(rf"<(\w+:)?{name}>", str(value), route)
    return "/" + route


@pytest.mark.req("trust:S7")
def test_every_route_says_for_whom_it_is() -> None:
    assert len(every()) > 50
    assert [name for _, name, view, _ in every() if not hasattr(view, "roles")] == []


@pytest.mark.req("trust:S7", "trust:I11")
def test_a_route_opens_to_its_roles_alone_and_to_none_of_another_city(town: Town) -> None:
    elsewhere = Town(f"{town.slug}x", town.people, town.staff, town.outlet, town.campaign, town.release)
    browsers = {role: town.browser(role) for role in Role}
    stranger = town.browser()
    let_in, kept_out = [], []
    for route, name, view, converters in every():
        if not view.roles or name in STREAMS:
            continue
        url = address(route, converters, town.slug)
        for role, browser in browsers.items():
            status = browser.get(url).status_code
            opened = status not in NOT_OPEN and not (
                status == 302 and role is not Role.RESIDENT and Role.RESIDENT in view.roles
            )
            if role not in view.roles and opened and status != 404:
                let_in.append((name, role.value, status))
            if role in view.roles and status in {401}:
                kept_out.append((name, role.value, status))
        if stranger.get(url).status_code not in {*NOT_OPEN, 302}:
            let_in.append((name, "nobody", stranger.get(url).status_code))
    assert (let_in, kept_out) == ([], [])
    assert browsers[Role.OFFICIAL].get(elsewhere.url("hall/books")).status_code == 404


@pytest.mark.req("trust:S7")
def test_control_a_route_that_does_not_say_is_refused_and_found(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = next(view for _, name, view, _ in every() if name == "cityhall:books")
    assert pattern is books.books
    monkeypatch.delattr(pattern, "roles")
    assert [name for _, name, view, _ in every() if not hasattr(view, "roles")] == ["cityhall:books"]
    assert town.browser(Role.OFFICIAL).get(town.url("hall/books")).status_code == 403
