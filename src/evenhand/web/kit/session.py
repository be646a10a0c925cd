"""Who calls: the signed cookie names a city, a role and an id; what they may do is read anew at each request."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from evenhand.apps.cities import queries as cities
from evenhand.apps.residents import queries as residents
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import PersonTag, Role

KEY = "caller"
DEMO_LINK_AGE_S = 7 * 24 * 3600
_demo = signing.TimestampSigner(salt="evenhand.demo")


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who signed in and is still known. `tag` is set for residents, `outlet` for those who work at one."""

    role: Role
    id: UUID
    name: str = ""
    outlet: str = ""
    tag: PersonTag | None = None


def sign_in(request: HttpRequest, *, city: str, role: Role, id: UUID) -> None:
    """Remember who calls, and forget whoever called before from this browser."""
    request.session.flush()
    request.session[KEY] = {"city": city, "role": role.value, "id": str(id)}


def sign_out(request: HttpRequest) -> None:
    """Forget who calls."""
    request.session.flush()


def caller(request: HttpRequest, city: str) -> Caller | None:
    """Who calls in this city. None: nobody signed in here, or somebody who is no longer known. Inside a transaction."""
    said = request.session.get(KEY)
    if not said or said["city"] != city:
        return None
    return _known(city, Role(said["role"]), UUID(said["id"]))


def _known(city: str, role: Role, id: UUID) -> Caller | None:
    if role is Role.RESIDENT:
        person = residents.person(city=city, person_id=id)
        return Caller(role, id, tag=person.tag) if person else None
    staff = cities.staff_member(city=city, staff_id=id)
    if staff is None or staff.role != role or not staff.active:
        return None
    return Caller(role, id, name=staff.name, outlet=staff.outlet_code or "")


def demo_token(*, city: str, role: Role, id: UUID) -> str:
    """Signs a person in at `/demo/enter/<token>`, for a week, in a city that rehearses."""
    return _demo.sign_object([city, role.value, str(id)])


def read_demo_token(token: str) -> tuple[str, Role, UUID]:
    """City, role and id of a demo link. Refused: CODE_EXPIRED, CODE_WRONG."""
    try:
        city, role, id = _demo.unsign_object(token, max_age=DEMO_LINK_AGE_S)
    except signing.SignatureExpired:
        raise Refused(Reason.CODE_EXPIRED) from None
    except signing.BadSignature:
        raise Refused(Reason.CODE_WRONG) from None
    return city, Role(role), UUID(id)
