"""My page: my orders, my next date, what is known of me behind masks."""

from django.http import HttpResponse

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.claims import queries as claims
from evenhand.apps.orders import queries as orders
from evenhand.apps.residents import queries as residents
from evenhand.core.terms import Role
from evenhand.web.kit import doors
from evenhand.web.kit.visits import Visit
from evenhand.web.resident.forms import CONSENTS


@doors.open_to(Role.RESIDENT)
def me(visit: Visit) -> HttpResponse:
    """Nobody else can see this page."""
    again = [
        (each, claims.free_again(city=visit.slug, campaign_id=each.id, person=visit.tag, at=visit.at))
        for each in campaigns.campaigns(city=visit.slug)
    ]
    agreed = residents.consents(city=visit.slug, person_id=visit.me.id)
    return visit.render(
        "resident/me.html",
        masked=residents.masked(city=visit.slug, ids=[visit.me.id])[visit.me.id],
        orders=orders.of_person(city=visit.slug, person=visit.tag),
        again=again,
        consents=[(CONSENTS[purpose][0], since) for purpose, since in agreed.items()],
    )
