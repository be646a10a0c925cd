"""Our accounts at outside services: what the file of EVENHAND_ACCOUNTS says in the table of one service."""

from collections.abc import Mapping, Set
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def table(service: str, needs: Set[str], knows: Set[str] = frozenset()) -> Mapping[str, Any]:
    """The account at a service. ImproperlyConfigured: no table of that name, or a key too few or too many."""
    said: Mapping[str, Any] = settings.EVENHAND_ACCOUNTS.get(service, {})
    if missing := sorted(needs - said.keys()):
        raise ImproperlyConfigured(f"EVENHAND_ACCOUNTS: [{service}] lacks {', '.join(missing)}")
    if unknown := sorted(said.keys() - needs - knows):
        raise ImproperlyConfigured(f"EVENHAND_ACCOUNTS: [{service}] does not know {', '.join(unknown)}")
    return said
