"""What is kept no longer than it is needed: persons of whom nothing was heard for as long as their city keeps data."""

from datetime import datetime
from uuid import UUID

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cases import queries as cases
from evenhand.apps.claims import queries as claims
from evenhand.apps.orders import queries as orders
from evenhand.apps.residents import queries as residents_read
from evenhand.apps.residents import services as residents
from evenhand.core.terms import PersonTag

FIRST = UUID(int=0)
AT_ONCE = 500


def sweep(*, city: str, at: datetime, after: UUID, limit: int = AT_ONCE) -> UUID:
    """Look at so many persons from `after` on, and forget those whose time is over. Returns where to go on.

    Zeros: all were looked at, and old sign-in codes and sealed words are gone too.
    """
    keep = campaigns.kept(city=city)
    if keep is None:
        return FIRST
    since = at - keep
    idle = residents_read.unused(city=city, since=since, after=after, limit=limit)
    busy = _busy(city, since, [person.tag for person in idle.persons])
    gone = [person.id for person in idle.persons if person.tag not in busy]
    residents.erase(city=city, at=at, person_ids=gone, why=residents.Why.RETENTION)
    if idle.last is None:
        open_slips = {case.slip_id for case in cases.waiting(city=city) if case.slip_id}
        residents.drop_old(city=city, before=since, slips=open_slips)
    return idle.last or FIRST


def _busy(city: str, since: datetime, tags: list[PersonTag]) -> set[PersonTag]:
    """Who has something here that is not over, or was not over then."""
    recent = [each.id for each in campaigns.releases(city=city) if each.terms.window.closes >= since]
    asking = claims.asking(city=city, persons=tags, release_ids=recent)
    waiting = {case.person for case in cases.waiting(city=city) if case.person}
    return asking | orders.using(city=city, persons=tags, since=since) | waiting
