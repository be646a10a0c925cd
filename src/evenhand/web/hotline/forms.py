"""What an agent fills in. Everything can be reached with the Tab key, and Enter sends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.core.cases import LONGEST_WORDS
from evenhand.core.people import LookupReason
from evenhand.web.kit import homes
from evenhand.web.kit.forms import Form
from evenhand.web.resident.forms import KINDS
from evenhand.web.words import Words

REASONS: dict[LookupReason, Words] = {
    LookupReason.CLAIM: _("To book for the caller"),
    LookupReason.PROGRESS: _("To say how an order stands"),
    LookupReason.CALLBACK: _("To call back"),
    LookupReason.CORRECTION: _("To correct something"),
}


class Search(Form):
    """Whom to find: by a whole phone number, or by a whole name and the document's last four."""

    reason = forms.ChoiceField(label=_("Why"), choices=list(REASONS.items()))
    phone = forms.CharField(
        label=_("Phone"),
        help_text=_("The whole number, mobile or fixed line."),
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "autofocus": True}),
    )
    name = forms.CharField(
        label=_("Or the whole name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    last_four = forms.CharField(
        label=_("and the last four of the document"),
        required=False,
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class Book(Form):
    """The caller agreed, and it was recorded."""

    consent = forms.BooleanField(
        label=_("The caller said yes"),
        error_messages={"required": _("Without the caller's yes nothing can be booked.")},
    )
    recording = forms.CharField(
        label=_("Number of the recording"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    units = forms.TypedChoiceField(label=_("How many"), coerce=int)
    called = forms.BooleanField(label=_("Call with news, as well as write"), required=False)


class Newcomer(homes.Settled):
    """A caller whom nobody knows yet, as they say it."""

    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    kind = forms.ChoiceField(label=_("Document"), choices=list(KINDS.items()))
    number = forms.CharField(
        label=_("Document number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    issuer = forms.CharField(label=_("Passport issued by"), max_length=3, required=False)
    phone = forms.CharField(
        label=_("Phone"),
        help_text=_("A fixed line is good as well: then we call."),
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    district = forms.ChoiceField(label=_("District"))
    community = homes.picked()
    address = forms.CharField(label=_("Address"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    consent = forms.BooleanField(
        label=_("The caller agrees that document, address and phone are kept, sealed, for this"),
        error_messages={"required": _("Without the caller's yes nothing can be kept.")},
    )


class Callback(Form):
    """Somebody wants to be called."""

    phone = forms.CharField(
        label=_("Phone"), max_length=32, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"})
    )
    words = forms.CharField(
        label=_("What it is about"), required=False, max_length=LONGEST_WORDS, widget=forms.TextInput()
    )
