"""Many batches at once, on connections of their own: the counter and the limits hold, and each guard is needed.

The controls run the same race on a copy of the tables and the function, in a schema of its own, with one guard removed.
"""

import threading
from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg
import pytest

from tests.faults.judge import History, Verdict, judge
from tests.gate import counter
from tests.gate.counter import Counter, ask

WRITERS = 6
BATCHES = 25
SIZE = 8
QUOTA = 150
GUARDED = "claims_admit"
PERSONS = 60
"""Fewer than the quota: everybody gets one, and whoever is doubled shows."""


def race(opened: Counter, persons: int) -> Verdict:
    """Writers settle batches at once; some requests are repeats of keys that others may be settling."""
    history, lock = History(), threading.Lock()
    keys = [uuid4() for _ in range(persons * 2)]

    def write(writer: int) -> None:
        with counter.connect() as connection:
            own = Counter(opened.terms, connection, opened.function)
            for batch in range(BATCHES):
                chosen = [(writer * 31 + batch * 17 + step) % len(keys) for step in range(SIZE)]
                requests = [ask(own, number % persons, key=keys[number]) for number in chosen]
                with lock:
                    history.invoked |= {request.key: request.person for request in requests}
                try:
                    answers = own.admit(requests).answers
                except (
                    psycopg.errors.DeadlockDetected,
                    psycopg.errors.UniqueViolation,
                    psycopg.errors.SerializationFailure,
                ):
                    assert own.function != GUARDED, "a guarded batch never fails"
                    continue
                with lock:
                    for request, answer in zip(requests, answers, strict=True):
                        if answer:
                            history.hear(request.key, "granted" if answer.granted else answer.reason.value)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    opened.enter()
    return judge(opened.connection, opened.terms.city, opened.terms.release, history)


@pytest.mark.req("trust:I1", "trust:I2", "trust:I4", "trust:R2", "trust:R3", "gate:P1", "domain:R21")
@pytest.mark.parametrize(("quota", "persons"), [(QUOTA, PERSONS), (20, PERSONS)])
def test_a_race_ends_exact(city: str, quota: int, persons: int) -> None:
    opened = counter.counter(city, quota)
    verdict = race(opened, persons)
    assert verdict.broken == {}
    assert verdict.acknowledged == min(quota, persons)


Change = tuple[str, str]
UNLOCKED: list[Change] = [("release_id = p_release for update;", "release_id = p_release; perform pg_sleep(0.01);")]
NO_LIMIT: list[Change] = [
    ("where l.resets_at <= at_\n", "where true\n"),
    ("and resets_at > at_)", "and false)"),
]
NO_MEMORY: list[Change] = [
    ("from claims_claim where city = p_city and id = any (p_keys)", "from claims_claim where false")
]


@pytest.fixture
def control(city: str) -> Iterator[Callable[[list[Change], str], Counter]]:
    """Makes a counter on copied tables without constraints, with a function whose guard is removed."""
    schemas = []

    def make(changes: list[Change], unguarded: str) -> Counter:
        schema = f"control_{uuid4().hex[:8]}"
        schemas.append(schema)
        connection = counter.connect()
        connection.execute("set role evenhand_owner")
        _copy(connection, schema, changes, unguarded)
        connection.execute("set role evenhand_app")
        real = counter.counter(city, quota=20 if changes is UNLOCKED else QUOTA)
        connection.execute(f"set search_path = {schema}, public")
        connection.execute(f"set evenhand.city = '{city}'")
        for table in ("claims_quota", "claims_limit"):
            connection.execute(f"insert into {schema}.{table} select * from public.{table}")
        return Counter(real.terms, connection, f"{schema}.claims_admit")

    yield make
    with counter.connect() as owner:
        owner.execute("set role evenhand_owner")
        for schema in schemas:
            owner.execute(f"drop schema {schema} cascade")


def _copy(connection: psycopg.Connection, schema: str, changes: list[Change], unguarded: str) -> None:
    connection.execute(f"create schema {schema}")
    connection.execute(f"grant usage on schema {schema} to evenhand_app")
    for table in ("claims_quota", "claims_limit", "claims_reserve", "claims_claim", "claims_limituse"):
        connection.execute(f"create table {schema}.{table} (like public.{table} including defaults)")
        connection.execute(f"grant all on {schema}.{table} to evenhand_app")
    connection.execute(f"create unique index on {schema}.claims_limituse (city, campaign_id, scope, subject)")
    if unguarded != "claims_claim":
        connection.execute(f"create unique index on {schema}.claims_claim (city, id)")
    (source,) = connection.execute("select pg_get_functiondef('public.claims_admit'::regproc)").fetchone()
    source = source.replace("public.claims_admit", f"{schema}.claims_admit")
    source = source.replace(
        "SET enable_nestloop TO 'off'", f"SET enable_nestloop TO 'off' SET search_path TO {schema}, public"
    )
    for old, new in changes:
        assert old in source, f"the guard is written otherwise now: {old}"
        source = source.replace(old, new)
    connection.execute(source)


@pytest.mark.req("gate:G6")
def test_control_without_the_lock_it_oversells(control: Callable[..., Counter]) -> None:
    verdict = race(control(UNLOCKED, "claims_quota"), PERSONS)
    assert verdict.oversold > 0


@pytest.mark.req("gate:G6")
def test_control_without_the_limit_persons_are_doubled(control: Callable[..., Counter]) -> None:
    assert race(control(NO_LIMIT, "claims_limituse"), PERSONS).doubled > 0


@pytest.mark.req("gate:G6")
def test_control_without_the_memory_of_keys_answers_contradict(control: Callable[..., Counter]) -> None:
    assert race(control(NO_MEMORY, "claims_claim"), PERSONS).contradicted > 0


@pytest.mark.req("trust:R1")
@pytest.mark.parametrize(
    "broken",
    [
        "update claims_quota set remaining = -1 where city = %(city)s and release_id = %(release)s",
        "update claims_quota set remaining = total + 1 where city = %(city)s and release_id = %(release)s",
        "update claims_limituse set claims = claims + 1 where city = %(city)s",
        "update claims_limituse set units = -1 where city = %(city)s",
        "insert into claims_claim select * from claims_claim where city = %(city)s",
    ],
)
def test_the_database_itself_refuses_what_the_function_never_does(city: str, broken: str) -> None:
    opened = counter.counter(city)
    opened.admit([ask(opened, 1)])
    with pytest.raises(psycopg.IntegrityError):
        opened.connection.execute(broken, {"city": city, "release": opened.terms.release})
