"""`evenhand people`: fill a city with imagined residents, as many transactions as it takes."""

import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import batched
from random import Random
from zoneinfo import ZoneInfo

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from evenhand.apps.cities import queries as cities
from evenhand.apps.journal.sockets import socket
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.notices.ports import SmsGateway
from evenhand.apps.residents import services as residents
from evenhand.apps.residents.queries import Person
from evenhand.config.errors import Misconfigured
from evenhand.core.people import NewPerson
from evenhand.simulation import population

BATCH = 2_000
"""Persons entered by one transaction."""


def build(city: str, *, count: int, seed: int) -> str:
    """Enroll an imagined population, with a progress bar; a sentence that says how it went. Again: nobody twice.

    Refused: NOT_FOUND. Misconfigured: messages would reach real phones.
    """
    batches = enroll(city, count=count, seed=seed)
    started = time.monotonic()
    with _bar() as bar:
        task = bar.add_task(f"People of {city}", total=count, rate=0)
        for persons in batches:
            done = bar.tasks[task].completed + len(persons)
            bar.update(task, completed=done, rate=done / (time.monotonic() - started))
    seconds = time.monotonic() - started
    return f"{count:,} people enrolled in {city} in {seconds:.1f} s, {count / seconds:,.0f} a second."


def enroll(city: str, *, count: int, seed: int) -> Iterator[list[Person]]:
    """The same, transaction by transaction, as they are asked for. Refused, Misconfigured: at once, as above."""
    gateway: SmsGateway = socket("sms")
    if gateway.reaches_people:
        raise Misconfigured(f"imagined people must not get real messages: plug another adapter than {gateway.name!r}")
    found = cities.city(city)
    with city_transaction(city) as at:
        year = at.astimezone(ZoneInfo(found.timezone)).year
    # Of the age they had on New Year's Day, so that a seed makes the same people all year.
    imagined = population.people(found.policy, count=count, random=Random(seed), today=date(year, 1, 1))  # noqa: S311 - no secret
    return (_enter(city, batch) for batch in batched(imagined, BATCH))


def _enter(city: str, batch: Sequence[NewPerson]) -> list[Person]:
    with city_transaction(city) as at:
        return residents.enroll(city=city, at=at, persons=batch)


def _bar() -> Progress:
    rate = TextColumn("{task.fields[rate]:,.0f} a second")
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
