"""The vault's lock: the one module that seals personal data and opens it again.

Each person has a key of their own; it is kept sealed under the city's key, which never enters the database. To shred a
person, drop the person's key; to change the city's key, seal the persons' keys anew: their data stays where it is.
"""

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from evenhand.core import keys

PURPOSE = "vault"
NONCE_SIZE = 12
"""Bytes, random. NIST SP 800-38D allows 2^32 boxes under one key that way; a city's key seals one a person or code."""


class Unreadable(Exception):
    """A box that this key doesn't open here: it was moved, changed, or sealed under another key."""


class KeyMissing(Unreadable, ImproperlyConfigured):
    """A box was sealed under a key of the city that this installation no longer has, or not yet."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where in the database a value lies. A box opens in the cell it was sealed for and nowhere else."""

    city: str
    table: str
    column: str
    row: UUID

    def bound_to(self, key_id: str) -> bytes:
        """The additional data that binds a box to its cell and key: length-prefixed, so no two cells look alike."""
        parts = (self.city.encode(), self.table.encode(), self.column.encode(), self.row.bytes, key_id.encode())
        return b"".join(len(part).to_bytes(2) + part for part in parts)


def seal(key: bytes, cell: Cell, text: str, nonce: bytes) -> bytes:
    """A box: nonce, AES-256-GCM ciphertext, tag. A nonce must never be used twice with one key."""
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), cell.bound_to(keys.key_id(key)))


def unseal(key: bytes, cell: Cell, box: bytes) -> str:
    """The text in a box. Unreadable: not sealed with this key, for this cell, or no longer whole."""
    return _open(key, cell, box).decode()


def _open(key: bytes, cell: Cell, box: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(box[:NONCE_SIZE], box[NONCE_SIZE:], cell.bound_to(keys.key_id(key)))
    except (InvalidTag, ValueError):
        raise Unreadable(f"{cell.table}.{cell.column} of {cell.row}") from None


class Vault:
    """A city's keys, newest first: the first seals, any opens."""

    def __init__(
        self, city: str, city_keys: Sequence[bytes], random: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self.city = city
        self._keys = {keys.key_id(key): key for key in city_keys}
        self._random = random
        self.key_id = keys.key_id(city_keys[0])

    def new_key(self) -> bytes:
        """A key for one person."""
        return self._random(keys.LENGTH)

    def seal(self, cell: Cell, text: str, key: bytes | None = None) -> bytes:
        """A box under a person's key or, without one, under the city's newest."""
        return seal(key or self._keys[self.key_id], cell, text, self._random(NONCE_SIZE))

    def unseal(self, cell: Cell, box: bytes) -> str:
        """The text in a box sealed under one of the city's keys. Unreadable: under none of them, or elsewhere."""
        for key in self._keys.values():
            with suppress(Unreadable):
                return unseal(key, cell, box)
        raise Unreadable(f"{cell.table}.{cell.column} of {cell.row}")

    def wrap(self, person: UUID, key: bytes) -> bytes:
        """A person's key, sealed under the city's newest key."""
        nonce = self._random(NONCE_SIZE)
        return nonce + AESGCM(self._keys[self.key_id]).encrypt(nonce, key, self._key_cell(person).bound_to(self.key_id))

    def unwrap(self, person: UUID, key_id: str, wrapped: bytes) -> bytes:
        """A person's key. KeyMissing: the city's key it was sealed under. Unreadable: the box is not this person's."""
        if key_id not in self._keys:
            raise KeyMissing(f"the key {key_id} of {self.city} is not among EVENHAND_VAULT_KEYS")
        return _open(self._keys[key_id], self._key_cell(person), wrapped)

    def _key_cell(self, person: UUID) -> Cell:
        return Cell(self.city, "residents_personkey", "wrapped", person)


def of_city(city: str) -> Vault:
    """The vault of a city under the installation's keys: EVENHAND_VAULT_KEYS, newest first, else the master key."""
    return _vault(city, tuple(settings.EVENHAND_VAULT_KEYS) or (settings.EVENHAND_MASTER_KEY,))


@cache
def _vault(city: str, masters: tuple[bytes, ...]) -> Vault:
    return Vault(city, [keys.derive(master, PURPOSE, city) for master in masters])
