"""Staff come in: an invitation leads to a passphrase and a device with codes; afterwards the three sign them in."""

import base64
from urllib.parse import quote

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities_read
from evenhand.apps.cities import services as cities
from evenhand.core.errors import Reason, Refused
from evenhand.web import words
from evenhand.web.kit import doors, invitations, session
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.public.entry import HOMES

CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "pattern": "[0-9]*", "maxlength": "6"}


class SignIn(Form):
    """Who comes, and both proofs."""

    handle = forms.CharField(
        label=_("Your short name"), max_length=32, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    passphrase = forms.CharField(
        label=_("Passphrase"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(label=_("Code from your device"), max_length=6, widget=forms.TextInput(attrs=CODE))


class Enroll(Form):
    """A passphrase, and a code that shows that the device has the secret."""

    passphrase = forms.CharField(
        label=_("Choose a passphrase"),
        help_text=_("Ten characters or more; a sentence is best."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    code = forms.CharField(
        label=_("The code that your device shows now"), max_length=6, widget=forms.TextInput(attrs=CODE)
    )


@doors.open_to_all
def sign_in(visit: Visit) -> HttpResponse:
    """For all who work here."""
    form = SignIn(visit.request.POST if visit.posted else None)
    if visit.posted and form.is_valid():
        found = cities.sign_in(city=visit.slug, at=visit.at, **form.cleaned_data)
        if not isinstance(found, Refused):
            session.sign_in(visit.request, city=visit.slug, role=found.role, id=found.id)
            return visit.go(HOMES.get(found.role, "public:city"))
        form.refuse(found)
    return visit.render("public/staff.html", form=form.ready())


@doors.open_to_all
def enroll(visit: Visit, token: str) -> HttpResponse:
    """The secret for the device, as a picture and as text; then the passphrase."""
    staff_id, serial = invitations.read(visit.slug, token)
    member = cities_read.staff_member(city=visit.slug, staff_id=staff_id)
    if member is None or not member.active:
        raise Refused(Reason.CODE_EXPIRED)
    form = Enroll(visit.request.POST if visit.posted else None)
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            cities.enroll(city=visit.slug, staff_id=staff_id, serial=serial, **form.cleaned_data)
        if tried.done:
            visit.say(gettext("You can sign in now."))
            return visit.go("public:staff")
    secret = cities.secret(city=visit.slug, staff_id=staff_id, serial=serial)
    shown = base64.b32encode(secret).decode().rstrip("=")
    return visit.render(
        "public/enroll.html",
        form=form.ready(),
        member=member,
        handle=cities_read.handle(city=visit.slug, staff_id=staff_id),
        secret=" ".join(shown[n : n + 4] for n in range(0, len(shown), 4)),
        uri=f"otpauth://totp/{quote(words.of(visit.city.name))}:{quote(member.name)}?secret={shown}&issuer=Evenhand",
    )
