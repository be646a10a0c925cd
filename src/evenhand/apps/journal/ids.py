"""Identifiers that sort by the moment they were made."""

from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): no sequence is shared by cities, and indexes grow at one end."""
    return compat.uuid7()
