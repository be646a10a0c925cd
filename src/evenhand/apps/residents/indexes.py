"""Keyed hashes: how the vault finds what it can't read, and how other rooms tell persons apart.

Each is HMAC-SHA-256 under a key derived for its city and purpose. A bare hash would hide nothing: there are so few
identity numbers that a machine tries them all in an hour.
"""

import hmac
from functools import cache
from uuid import UUID

from django.conf import settings

from evenhand.core import addresses, keys
from evenhand.core.documents import Document
from evenhand.core.terms import PersonTag

TAG_SIZE = 16


def document(city: str, found: Document) -> bytes:
    """Finds the holder of a document, whatever its spelling."""
    return _hash(city, "index", b"document", found.key)


def last_four(city: str, ending: str) -> bytes:
    """Finds, together with a name, those whose document ends so."""
    return _hash(city, "index", b"last four", ending.encode())


def phone(city: str, number: str) -> bytes:
    """Finds those who are reached at a phone (E.164)."""
    return _hash(city, "index", b"phone", number.encode())


def origin(city: str, name: str) -> bytes:
    """Finds what came from a network, or went to a block of numbers."""
    return _hash(city, "index", b"origin", name.encode())


def address(city: str, district: str, text: str) -> bytes:
    """Finds a door by its district and text, whatever its spelling."""
    return _hash(city, "index", b"address", district.encode(), addresses.canonical(text).encode())


def tag(city: str, found: Document) -> PersonTag:
    """The pseudonym of a person, made from the first document they showed."""
    return PersonTag(_hash(city, "person", found.key)[:TAG_SIZE])


def code(city: str, id: UUID, digits: str) -> bytes:
    """What is kept of a code's six digits; bound to its request, so that equal codes don't look equal."""
    return _hash(city, "code", id.bytes, digits.encode())


def household(city: str, draw: UUID, id: UUID) -> bytes:
    """A household's tag in one draw."""
    return _hash(city, "draw-household", draw.bytes, id.bytes)[:TAG_SIZE]


def _hash(city: str, purpose: str, *parts: bytes) -> bytes:
    message = b"".join(len(part).to_bytes(2) + part for part in parts)
    return hmac.digest(_key(settings.EVENHAND_MASTER_KEY, purpose, city), message, "sha256")


@cache
def _key(master: bytes, purpose: str, city: str) -> bytes:
    return keys.derive(master, purpose, city)
