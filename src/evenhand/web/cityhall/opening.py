"""A city is opened by its own people: a form or a file, judged as every policy is, and its first two officials."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities_read
from evenhand.apps.cities import services as cities
from evenhand.core.errors import Reason, Refused
from evenhand.core.policy import CityPolicy, PolicyFault
from evenhand.core.terms import Role
from evenhand.web.cityhall import policies, policy_form, presets
from evenhand.web.cityhall.policy_form import Filled
from evenhand.web.kit import doors, invitations, openings
from evenhand.web.kit.forms import Form

STARTER = Path(__file__).with_name("starter.toml")


class Officials(Form):
    """The two who begin: what one of them asks for, the other agrees on."""

    first_name = forms.CharField(label=_("First official: name"), max_length=80)
    first_handle = forms.CharField(label=_("First official: short name to sign in with"), max_length=32)
    second_name = forms.CharField(label=_("Second official: name"), max_length=80)
    second_handle = forms.CharField(label=_("Second official: short name to sign in with"), max_length=32)


def _open_city(request: HttpRequest, token: str) -> HttpResponse:
    """The form, empty or as it came; and, once nothing is wrong with it, the city."""
    slug, rehearsal = openings.read(token)
    if slug in cities_read.slugs():
        raise Refused(Reason.CODE_EXPIRED)
    posted = request.method == "POST"
    filled = _of_this_city(slug, policy_form.fill(request.POST)) if posted else Filled(_starter(slug), None, ())
    opening = posted and request.POST.get("act") == "open"
    officials = Officials(request.POST if opening else None)
    officials.initial = request.POST.dict()
    if opening and officials.is_valid() and filled.policy:
        try:
            links = _open(filled.policy, rehearsal, officials)
            return render(request, "cityhall/opened.html", {"slug": slug, "links": links})
        except Refused as refused:
            officials.refuse(refused)
    context = {
        "slug": slug,
        "shown": filled.shown(),
        "count": len(filled.faults),
        "elsewhere": filled.elsewhere(),
        "checked": posted and filled.policy is not None,
        "seen": policies.seen(filled.policy) if posted and filled.policy else [],
        "presets": presets.presets(),
        "form": officials.ready(),
    }
    return render(request, "cityhall/open_city.html", context)


open_city = doors.declare(_open_city, frozenset())


def _starter(slug: str) -> dict[str, Any]:
    raw = tomllib.loads(STARTER.read_text("utf-8"), parse_float=Decimal)
    return {**raw, "city": {**raw["city"], "slug": slug}}


def _of_this_city(slug: str, filled: Filled) -> Filled:
    """The link is for one city alone."""
    if filled.policy is None or filled.policy.city.slug == slug:
        return filled
    return Filled(filled.raw, None, [PolicyFault("city.slug", filled.policy.city.slug, f"must stay {slug}")])


def _open(policy: CityPolicy, rehearsal: bool, officials: Officials) -> list[tuple[str, str]]:
    """Put the city up and let its officials in, all or nothing. Each one's name and link."""
    slug, said = policy.city.slug, officials.cleaned_data
    with doors.transaction_in(slug) as at:
        if slug in cities_read.slugs():
            raise Refused(Reason.WRONG_STATE, "city")
        policies.put_up(policy, rehearsal=rehearsal, at=at)
        return [_let_in(slug, said, which) for which in ("first", "second")]


def _let_in(slug: str, said: dict[str, str], which: str) -> tuple[str, str]:
    name, field = said[f"{which}_name"], f"{which}_handle"
    staff = cities.add_staff(city=slug, role=Role.OFFICIAL, name=name)
    try:
        serial = cities.invite(city=slug, staff_id=staff, handle=said[field].strip().lower())
    except Refused as refused:
        raise Refused(refused.reason, field) from None
    return name, invitations.link(slug, staff, serial)
