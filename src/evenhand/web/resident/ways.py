"""Ways to get what one was given: brought home, or collected in a slot at an outlet."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from evenhand.apps.campaigns.queries import Release
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.core.terms import Way
from evenhand.web import words
from evenhand.web.kit.visits import Visit

HOME = "home"
SHOWN = 60
"""Slots offered at once, soonest first."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A way as it is chosen: `home`, or a slot's id."""

    key: str
    words: str


def offered(visit: Visit, release: Release) -> list[Offered]:
    """Every way that the policy has, with the slots that still have room."""
    ways = release.policy.delivery.ways
    found = [Offered(HOME, _("Brought to my door"))] if Way.HOME in ways else []
    if Way.OUTLET in ways:
        outlets = {outlet.id: words.of(outlet.name) for outlet in fulfilment.outlets(city=visit.slug)}
        found += [
            Offered(
                str(slot.id),
                f"{words.soon(slot.starts_at, visit.at)}–{words.clock(slot.ends_at)} · {outlets[slot.outlet_id]}",
            )
            for slot in fulfilment.free(city=visit.slug, at=visit.at)[:SHOWN]
        ]
    return found
