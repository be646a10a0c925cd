"""Where somebody lives, as a form asks it: district, community from the city's file, and the rest in free words.

The communities stand under their districts in one list, so that it can be picked from without a script.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities
from evenhand.core import addresses
from evenhand.core.policy import Community, District
from evenhand.core.terms import Place
from evenhand.web import words
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit

LISTED = "community"


class Settled(Form):
    """A form that asks for a home."""

    def clean(self) -> dict[str, Any]:
        """A community lies in the district that was picked."""
        listed, district = (self.cleaned_data.get(name) for name in (LISTED, "district"))
        if listed and district and not listed.startswith(f"{district}/"):
            self.add_error(LISTED, gettext("This community lies in another district."))
        return self.cleaned_data


@dataclass(frozen=True, slots=True)
class Home:
    """A district's code, the address inside it, and the nearest place that is known of it."""

    district: str
    address: str
    place: Place


def picked() -> forms.ChoiceField:
    """The field for the community; a city that lists none does not ask."""
    return forms.ChoiceField(
        label=_("Community"), help_text=_("Yours is not here? Then write it below."), required=False
    )


def offer(visit: Visit, form: Form) -> None:
    """Offer what the city has: its districts, and their communities."""
    form.choose("district", [(each.code, words.of(each.name)) for each in cities.districts(visit.slug)])
    groups = [(_named(each), _listed(each)) for each in visit.city.policy.city.districts if each.communities]
    if groups:
        form.choose(LISTED, [("", gettext("Not in the list")), *groups])
    else:
        del form.fields[LISTED]


def said(visit: Visit, form: Form) -> Home:
    """What was picked and written. Refused: INPUT_INVALID (nothing to find a door by)."""
    answers = form.cleaned_data
    code, rest, listed = answers["district"], answers["address"], answers.get(LISTED)
    if listed:
        found = _communities(visit)[listed]
        return Home(code, addresses.within(found.name.zh, addresses.check(rest)), found.at)
    [district] = [each for each in cities.districts(visit.slug) if each.code == code]
    return Home(code, rest, district.place)


def _communities(visit: Visit) -> dict[str, Community]:
    """Every community of the city, by what the form calls it."""
    districts = visit.city.policy.city.districts
    return {_key(each, community): community for each in districts for community in each.communities}


def _listed(district: District) -> list[tuple[str, str]]:
    return [(_key(district, each), words.of(each.name)) for each in district.communities]


def _key(district: District, community: Community) -> str:
    return f"{district.code}/{community.name.zh}"


def _named(district: District) -> str:
    return words.of(district.name) if district.name else district.code
