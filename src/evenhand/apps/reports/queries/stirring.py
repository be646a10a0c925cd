"""In which cities anything waits for the worker: one statement a city, many cities in one round to the server.

A country's cities are asked several times a second, and nearly all of them are asleep.
"""

from collections.abc import Iterator, Sequence
from itertools import batched

from django.db import connection

from evenhand.core.terms import city_slug

CITIES_A_ROUND = 50
ASK = """
    begin; set local citus.propagate_set_commands = 'local'; set local evenhand.city = '{city}';
    select '{city}' where
        exists (select from journal_event where city = '{city}' and done_at is null)
        or exists (select from journal_due
                   where city = '{city}' and done_at is null and at <= city_now('{city}'))
        or exists (select from notices_notice
                   where city = '{city}' and sent_at is null and failed_at is null
                     and (try_at is null or try_at <= city_now('{city}')))
        or exists (select from partners_telling where city = '{city}' and next_at <= city_now('{city}'))
        or exists (select from ballots_draw where city = '{city}' and state in ('frozen', 'sealed'));
    commit;"""


def stirring(cities: Sequence[str]) -> list[str]:
    """Those in which a fact, a due item, a notice or a call waits, or a draw for its round. ValueError: not a slug."""
    return [city for group in batched(cities, CITIES_A_ROUND) for city in _ask(group)]


def _ask(cities: Sequence[str]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("".join(ASK.format(city=city_slug(city)) for city in cities))
        while True:
            if cursor.description:
                yield from (city for (city,) in cursor.fetchall())
            if not cursor.nextset():
                return
