"""Links with which a new city is opened: signed, for one city that is not there yet, for a week."""

from django.core import signing
from django.urls import reverse

from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import city_slug

AGE_S = 7 * 24 * 3600
_signer = signing.TimestampSigner(salt="evenhand.open-city")


def link(slug: str, *, rehearsal: bool) -> str:
    """The path at which the city is opened. ValueError: not a slug."""
    return reverse("open_city", kwargs={"token": _signer.sign_object([city_slug(slug), rehearsal])})


def read(token: str) -> tuple[str, bool]:
    """The city to be opened, and whether it rehearses. Refused: CODE_EXPIRED, CODE_WRONG."""
    try:
        slug, rehearsal = _signer.unsign_object(token, max_age=AGE_S)
    except signing.SignatureExpired:
        raise Refused(Reason.CODE_EXPIRED) from None
    except signing.BadSignature:
        raise Refused(Reason.CODE_WRONG) from None
    return str(slug), bool(rehearsal)
