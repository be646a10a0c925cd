"""Links with which staff set up their sign-in: signed, for one city, person and serial, and for a week."""

from uuid import UUID

from django.core import signing
from django.urls import reverse

from evenhand.core.errors import Reason, Refused

AGE_S = 7 * 24 * 3600
_signer = signing.TimestampSigner(salt="evenhand.enroll")


def link(city: str, staff_id: UUID, serial: int) -> str:
    """The path at which a member of staff sets up the sign-in; the serial makes it good for once."""
    token = _signer.sign_object([str(staff_id), serial, city])
    return reverse("public:enroll", kwargs={"city": city, "token": token})


def read(city: str, token: str) -> tuple[UUID, int]:
    """Whose link it is, and its serial. Refused: CODE_EXPIRED, CODE_WRONG, NOT_FOUND (another city's)."""
    try:
        staff, serial, of_city = _signer.unsign_object(token, max_age=AGE_S)
    except signing.SignatureExpired:
        raise Refused(Reason.CODE_EXPIRED) from None
    except signing.BadSignature:
        raise Refused(Reason.CODE_WRONG) from None
    if of_city != city:
        raise Refused(Reason.NOT_FOUND)
    return UUID(staff), int(serial)
