"""Arithmetic of a release: orders that its quota makes, orders that delivery can promise, enough for everybody."""

from collections.abc import Mapping
from datetime import timedelta

from evenhand.core.policy.city import ReleasePolicy

DAY = timedelta(days=1)


def orders(policy: ReleasePolicy) -> int:
    """Orders of the quota, if everybody takes as much as one may."""
    return -(-policy.quota // policy.units.max)


def room(policy: ReleasePolicy) -> int:
    """Orders that delivery can bring within its promise; a promise of hours still has its whole day."""
    return policy.delivery.capacity_per_day * max(policy.delivery.promise, DAY) // DAY


def for_everybody(policy: ReleasePolicy, population: Mapping[str, int | None]) -> int | None:
    """Units with which everybody of these districts gets as much as one may. None: somewhere nobody was counted."""
    if None in population.values():
        return None
    return sum(count or 0 for count in population.values()) * policy.units.max
