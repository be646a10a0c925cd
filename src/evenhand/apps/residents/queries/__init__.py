"""Reads of the vault: persons by tag, where they live, and as little of the rest as a task needs."""

from evenhand.apps.residents.queries.opened import (
    CodeMessage,
    Doorstep,
    Masked,
    code_messages,
    doorsteps,
    masked,
    phone_of,
    phones_of,
)
from evenhand.apps.residents.queries.papers import document_indexes, holds
from evenhand.apps.residents.queries.persons import (
    Home,
    Person,
    anybody,
    at_phone,
    called,
    consents,
    counts,
    homes,
    person,
    person_by_tag,
    persons,
)

__all__ = [
    "CodeMessage",
    "Doorstep",
    "Home",
    "Masked",
    "Person",
    "anybody",
    "at_phone",
    "called",
    "code_messages",
    "consents",
    "counts",
    "document_indexes",
    "doorsteps",
    "holds",
    "homes",
    "masked",
    "person",
    "person_by_tag",
    "persons",
    "phone_of",
    "phones_of",
]
