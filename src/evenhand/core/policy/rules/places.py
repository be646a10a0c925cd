"""Rules about the city, its districts and its sockets: whatever is named must be there."""

from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from evenhand.core.policy.canonical import policy_json
from evenhand.core.policy.city import City, CityPolicy, District, Outlet, ReleasePolicy
from evenhand.core.policy.faults import did_you_mean
from evenhand.core.policy.reading import item_key
from evenhand.core.policy.rules.around import Around, Broken, Rule
from evenhand.core.policy.sharing import Reserve
from evenhand.core.policy.supply import ServiceArea
from evenhand.core.policy.words import Residency
from evenhand.core.terms import Channel, KeptFor, Mode, VehicleKind, Way

TAKEN = ("demo", "gate", "healthz", "static", "style")
"""First steps of addresses that are no city's."""


def _slug(city: City, _: Around) -> Iterator[Broken]:
    if city.slug in TAKEN:
        yield "slug", city.slug, "is taken by a page"


def _timezone(city: City, _: Around) -> Iterator[Broken]:
    try:
        ZoneInfo(city.timezone)
    except (ValueError, OSError, KeyError):
        yield "timezone", city.timezone, "must be a zone of the IANA database, like Asia/Shanghai"


def _communities(district: District, _: Around) -> Iterator[Broken]:
    names = [each.name.zh for each in district.communities]
    if twice := next((name for name in names if names.count(name) > 1), None):
        yield "communities", twice, "must differ in their names"


def _outlet(outlet: Outlet, around: Around) -> Iterator[Broken]:
    yield from _unknown("district", [outlet.district], around)


def _area(area: ServiceArea, around: Around) -> Iterator[Broken]:
    if area.districts != "all":
        yield from _unknown("districts", area.districts, around)
    yield from _unknown("far", area.far, around)


def _reserve(reserve: Reserve, around: Around) -> Iterator[Broken]:
    if reserve.key == "*":
        if reserve.by is not KeptFor.DISTRICT:
            yield "key", reserve.key, 'may be "*" only by district'
        return
    if reserve.share is None:
        yield "share", None, 'is missing; only key = "*" shares the rest'
    if reserve.by is KeptFor.DISTRICT:
        yield from _unknown("key", [reserve.key], around)
    if reserve.by is KeptFor.CHANNEL and reserve.key not in list(Channel):
        yield "key", reserve.key, f"must be a channel: {', '.join(Channel)}"


def _unknown(name: str, codes: Iterable[str], around: Around) -> Iterator[Broken]:
    known = {district.code for district in around.city.districts} if around.city else set(codes)
    for code in codes:
        if code not in known:
            yield name, code, f"is not a district of the city; {did_you_mean(code, known)}"


def _sockets(policy: ReleasePolicy, around: Around) -> Iterator[Broken]:
    if policy.mode is Mode.EXTERNAL_BALLOT and around.adapters.ballot is None:
        yield "mode", policy.mode, "needs adapters.ballot"
    if policy.eligibility.residency is Residency.ROSTER and around.adapters.identity is None:
        yield "eligibility.residency", policy.eligibility.residency, "needs adapters.identity"


def _ways(policy: ReleasePolicy, around: Around) -> Iterator[Broken]:
    if Way.OUTLET in policy.delivery.ways and not any(outlet.slots for outlet in around.outlets):
        yield "delivery.ways", policy.delivery.ways, "outlet needs an outlet with slots"
    if policy.service_area.far and not {VehicleKind.CAR, VehicleKind.VAN} & set(policy.dispatch.vehicles):
        yield "service_area.far", policy.service_area.far, "needs a car or van in dispatch.vehicles"


def _assumed(policy: CityPolicy, _: Around) -> Iterator[Broken]:
    keys = set(_dotted(policy_json(policy)))
    for key in policy.assumed:
        if key not in keys:
            yield "assumed", key, "is not a key of this file"


def _dotted(node: object, key: str = "") -> Iterator[str]:
    """Every dotted key below a node. A district or campaign stands under its code, a release under its date."""
    if isinstance(node, Mapping):
        items = [(f"{key}.{name}" if key else name, value) for name, value in node.items()]
    else:
        items = [(item_key(key, i, item), item) for i, item in enumerate(node)] if isinstance(node, list) else []
    for below, value in items:
        yield below
        yield from _dotted(value, below)


RULES: tuple[tuple[type, Rule], ...] = (
    (City, _slug),
    (City, _timezone),
    (District, _communities),
    (Outlet, _outlet),
    (ServiceArea, _area),
    (Reserve, _reserve),
    (ReleasePolicy, _sockets),
    (ReleasePolicy, _ways),
    (CityPolicy, _assumed),
)
