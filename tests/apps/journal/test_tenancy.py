"""The wall between cities holds for whoever works as the app role."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from evenhand.apps.journal.tenancy import city_transaction

WRITE = "INSERT INTO journal_due (city, kind, subject, at) VALUES (%s, 'test', gen_random_uuid(), now())"
COUNT = "SELECT count(*) FROM journal_due WHERE kind = 'test'"


def write(city: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [city])


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return cursor.fetchone()[0]


def test_a_city_sees_its_own_rows_and_no_others(make_city: Callable[[], str]) -> None:
    here, there = make_city(), make_city()
    with city_transaction(here):
        write(here)
    with city_transaction(here):
        assert count() == 1
    with city_transaction(there):
        assert count() == 0


def test_outside_a_city_no_row_is_seen(city: str) -> None:
    with city_transaction(city):
        write(city)
    assert count() == 0


def test_no_row_can_be_written_into_another_city(make_city: Callable[[], str]) -> None:
    here, there = make_city(), make_city()
    with pytest.raises(DatabaseError, match="row-level security"), city_transaction(here):
        write(there)


def test_the_wall_stands_again_after_the_transaction(city: str) -> None:
    with city_transaction(city):
        write(city)
    with transaction.atomic(), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        write(city)


@pytest.mark.parametrize("slug", ["", "Guang", "a'; drop table x", "a" * 41, "a\n"])
def test_what_is_no_slug_never_reaches_the_database(slug: str) -> None:
    with pytest.raises(ValueError, match="slug"), city_transaction(slug):
        pass
