"""The audit chain against whoever may change the database: every edit, cut, move and rewriting is found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connections

from evenhand.apps.journal import models, queries, seals, services
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core import chain
from evenhand.core.events import ReleaseOpened

AT = datetime(2026, 12, 5, 2, tzinfo=UTC)
FACTS = 12
pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.req("trust:I13", "trust:S17"),
]


def acted(city: str, many: int, at: datetime = AT) -> None:
    """So many facts that were acted on."""
    with city_transaction(city):
        services.open_chain(city=city)
        services.record(city=city, at=at, events=[ReleaseOpened(uuid4()) for _ in range(many)])
        services.finish(city=city, at=at, recorded=services.take_waiting(city=city, limit=many))


def whole(city: str) -> bool:
    with city_transaction(city):
        return queries.verify_chain(city=city).whole


def as_owner(city: str, *statements: str) -> None:
    """Do what no door can: as who owns the tables, past every grant."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"set evenhand.city = '{city}'")
        for statement in statements:
            cursor.execute(statement.format(city=city))


@pytest.fixture
def sealed(city: str) -> str:
    """A city whose chain was sealed after twelve facts, and has grown since."""
    acted(city, FACTS)
    with city_transaction(city):
        assert seals.seal_head(city=city, at=AT)
        assert not seals.seal_head(city=city, at=AT + timedelta(hours=2)), "it has not grown"
    acted(city, 3)
    with city_transaction(city):
        assert not seals.seal_head(city=city, at=AT + timedelta(minutes=59)), "not yet an hour"
    assert whole(city)
    return city


def rewrite(city: str) -> None:
    """Change a fact and chain everything anew, as somebody would who knows how."""
    as_owner(city, "update journal_event set data = '{{\"x\": 1}}' where city = '{city}'")
    digest = chain.START
    with city_transaction(city):
        links = list(models.Link.objects.filter(city=city).order_by("position"))
        events = {each.id: each for each in models.Event.objects.filter(city=city)}
    for link in links:
        event = events[link.event_id]
        digest = chain.link(digest, event.id, event.kind, event.subject, event.data, event.at)
        said = f"update journal_link set digest = '\\x{digest.hex()}'"
        as_owner(city, f"{said} where city = '{{city}}' and position = {link.position}")
    as_owner(city, f"update journal_head set digest = '\\x{digest.hex()}' where city = '{{city}}'")


CUT = (
    "delete from journal_link where city = '{city}' and position > 5",
    "delete from journal_event e where city = '{city}' and not exists"
    " (select from journal_link l where l.city = e.city and l.event_id = e.id)",
    "update journal_head set position = 5, digest ="
    " (select digest from journal_link where city = '{city}' and position = 5) where city = '{city}'",
)
ATTACKS: dict[str, Callable[[str], None]] = {
    "edit": lambda city: as_owner(city, "update journal_event set kind = 'X' where city = '{city}'"),
    "delete": lambda city: as_owner(city, "delete from journal_link where city = '{city}' and position = 7"),
    "move": lambda city: as_owner(city, "update journal_event set at = at + interval '1 s' where city = '{city}'"),
    "cut": lambda city: as_owner(city, *CUT),
    "rewrite": rewrite,
    "forge": lambda city: as_owner(city, "update journal_seal set at = at + interval '1 s' where city = '{city}'"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_whatever_is_changed_is_found(sealed: str, attack: str) -> None:
    ATTACKS[attack](sealed)
    assert not whole(sealed)


@pytest.mark.parametrize("attack", ["cut", "rewrite"])
def test_control_without_heads_a_chain_that_was_cut_or_rewritten_holds_and_heads_kept_elsewhere_show_it(
    sealed: str, attack: str
) -> None:
    with city_transaction(sealed):
        kept = seals.seals(city=sealed)
    ATTACKS[attack](sealed)
    as_owner(sealed, "delete from journal_seal where city = '{city}'")
    assert whole(sealed), "by itself it holds"
    with city_transaction(sealed):
        assert [each.position for each in seals.contradicted(city=sealed, heads=kept)] == [FACTS]
        forged = replace(kept[0], digest=bytes(32))
        assert seals.contradicted(city=sealed, heads=[forged]) == [forged]
