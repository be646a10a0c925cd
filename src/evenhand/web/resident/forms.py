"""What a resident fills in: a phone, its code, then once who they are and where they live."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.core.documents import DocumentKind
from evenhand.core.people import Purpose
from evenhand.web.kit import homes
from evenhand.web.kit.forms import Form
from evenhand.web.words import Words

KINDS: dict[DocumentKind, Words] = {
    DocumentKind.RESIDENT_CARD: _("Resident identity card"),
    DocumentKind.RESIDENCE_PERMIT: _("Residence permit of Hong Kong, Macau or Taiwan residents"),
    DocumentKind.PERMANENT_RESIDENCE: _("Foreign permanent resident card"),
    DocumentKind.TRAVEL_PERMIT: _("Travel permit of Hong Kong, Macau or Taiwan residents"),
    DocumentKind.PASSPORT: _("Passport"),
}
CONSENTS: dict[Purpose, tuple[Words, Words]] = {
    Purpose.IDENTITY: (
        _("Use my document so that one person gets one share."),
        _("Needed. Kept sealed, forgotten when it has not been used for long."),
    ),
    Purpose.DELIVERY: (
        _("Give my address and a masked phone to whoever brings the parcel."),
        _("Needed. Only while the order is theirs."),
    ),
    Purpose.NOTICES: (
        _("Send me messages about my own order."),
        _("As you like. You can also look at your page."),
    ),
}


class Phone(Form):
    """Where the code goes."""

    phone = forms.CharField(
        label=_("Mobile number"),
        help_text=_("We send six digits to it. Nobody else gets the number."),
        max_length=32,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )


class Code(Form):
    """The digits that were sent."""

    code = forms.CharField(
        label=_("Six digits"),
        max_length=16,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "digits", "autofocus": True}
        ),
    )


class Who(homes.Settled):
    """A person, once: on any later day the phone is enough."""

    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    kind = forms.ChoiceField(label=_("Document"), choices=list(KINDS.items()))
    number = forms.CharField(
        label=_("Document number"),
        help_text=_("With or without spaces. It is sealed at once."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    issuer = forms.CharField(
        label=_("Passport issued by"),
        help_text=_("Passports only: three letters, as in its lower lines."),
        max_length=3,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    district = forms.ChoiceField(label=_("District"))
    community = homes.picked()
    address = forms.CharField(
        label=_("Address"),
        help_text=_("Street or community, building, door: the parcel comes here."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    consents = forms.MultipleChoiceField(choices=[(each.value, each.value) for each in Purpose], required=False)


@dataclass(frozen=True, slots=True)
class Consent:
    """A purpose as it is asked for: its words, what a person should know of it, and whether it is ticked."""

    purpose: Purpose
    words: Words
    hint: Words
    given: bool


def consents(form: Who) -> list[Consent]:
    """Every purpose, with what the form says so far."""
    given = form["consents"].value() or []
    return [Consent(purpose, *CONSENTS[purpose], purpose.value in given) for purpose in Purpose]
