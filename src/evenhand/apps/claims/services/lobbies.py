"""Lobbies: announced with their rules, frozen before the hour, drawn from a line that is fixed after the freeze.

The gate answers those who stand there; should nobody have drawn by then, it draws by the committed secret itself.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from evenhand.apps.claims import admission, models
from evenhand.apps.journal import services as journal
from evenhand.core import events, keys
from evenhand.core.draw import keys as draw_keys
from evenhand.core.draw import lobby
from evenhand.core.terms import ReleaseTerms

LOBBY_FREEZES = "lobby_freezes"
LOBBY_DRAWN = "lobby_drawn"
"""What falls due before the hour; the subject is the release."""


def announce(*, city: str, releases: Sequence[ReleaseTerms]) -> None:
    """Publish the rules of lobbies, with the commitment, when their counters are put up."""
    for terms in releases:
        rules = lobby.rules(
            city=city,
            campaign=str(terms.campaign),
            release=str(terms.release),
            opens=terms.window.opens,
            quota=terms.quota,
            secret=secret(city, terms.release),
        )
        models.Lobby.objects.create(city=city, release_id=terms.release, rules=rules.decode())
        opens = terms.window.opens
        journal.put_due(city=city, kind=LOBBY_FREEZES, subjects=[terms.release], at=opens - lobby.FREEZES_BEFORE)
        journal.put_due(city=city, kind=LOBBY_DRAWN, subjects=[terms.release], at=opens - lobby.DRAWN_BEFORE)


def freeze(*, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """Close the lists of these lobbies: size and root become facts before anything is drawn."""
    for lobby_ in _locked(city, subjects).filter(size=None):
        _freeze(city, at, lobby_)


def draw(*, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """Fix the line of these lobbies and give everybody in the frozen list a place, once."""
    for lobby_ in _locked(city, subjects).filter(line=None):
        if lobby_.size is None:
            _freeze(city, at, lobby_)
        _draw(city, at, lobby_)


def secret(city: str, release: UUID) -> bytes:
    """What the rules of a lobby commit to."""
    return keys.derive(settings.EVENHAND_MASTER_KEY, "lobby", f"{city}/{release}")


def _locked(city: str, release_ids: Sequence[UUID]) -> QuerySet[models.Lobby]:
    """Lobbies, behind the locks of their counters: nobody comes in meanwhile."""
    list(models.Quota.objects.filter(city=city, release_id__in=release_ids).select_for_update())
    return models.Lobby.objects.filter(city=city, release_id__in=release_ids)


def _labels(city: str, release_id: UUID) -> list[bytes]:
    rows = models.Standing.objects.filter(city=city, release_id=release_id, position=None).order_by("arrival")
    return [bytes(label) for label in rows.values_list("label", flat=True)]


def _freeze(city: str, at: datetime, lobby_: models.Lobby) -> None:
    labels = _labels(city, lobby_.release_id)
    lobby_.size, lobby_.root, lobby_.frozen_at = len(labels), lobby.root(labels), at
    rows = models.Lobby.objects.filter(city=city, release_id=lobby_.release_id)
    rows.update(size=lobby_.size, root=lobby_.root, frozen_at=at)
    fact = events.LobbyFrozen(lobby_.release_id, lobby_.size, lobby_.root.hex())
    journal.record(city=city, at=at, events=[fact])


def _draw(city: str, at: datetime, lobby_: models.Lobby) -> None:
    lobby_.line, lobby_.drawn_at = draw_keys.committed_line(secret(city, lobby_.release_id)), at
    lobbies = models.Lobby.objects.filter(city=city, release_id=lobby_.release_id)
    lobbies.update(line=lobby_.line, drawn_at=at)
    labels = _labels(city, lobby_.release_id)
    order = lobby.order(lobby_.rules.encode(), bytes(lobby_.root or b""), lobby_.line, labels)
    with connection.cursor() as cursor:
        cursor.execute(admission.PLACE_NOW, {"city": city, "release": lobby_.release_id, "labels": order})
    journal.record(city=city, at=at, events=[events.LobbyDrawn(lobby_.release_id, lobby_.line)])
