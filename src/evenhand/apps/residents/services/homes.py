"""Doors and those who live behind them: the same address is the same household."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from evenhand.apps.journal.ids import new_id
from evenhand.apps.residents import columns, indexes, models
from evenhand.core.terms import Place


@dataclass(frozen=True, slots=True)
class Door:
    """An address as it was given."""

    district: str
    text: str
    place: Place


def settle(city: str, doors: Sequence[Door]) -> dict[Door, UUID]:
    """The household behind each door. Doors not known are entered; a known one keeps its place."""
    by_index = {indexes.address(city, door.district, door.text): door for door in doors}
    addresses = _addresses(city, by_index)
    households = _households(city, set(addresses.values()))
    return {door: households[addresses[indexes.address(city, door.district, door.text)]] for door in doors}


def _addresses(city: str, doors: dict[bytes, Door]) -> dict[bytes, UUID]:
    """Ids of addresses by their index. Of two transactions that enter one door, the later finds the earlier's."""
    rows = ((new_id(), index, door.district, door.place.lon, door.place.lat) for index, door in doors.items())
    columns.insert(models.Address, city, "id blind_index district lon lat", rows)
    known = models.Address.objects.filter(city=city, blind_index__in=list(doors))
    return {bytes(index): id for index, id in known.values_list("blind_index", "id")}


def _households(city: str, addresses: Collection[UUID]) -> dict[UUID, UUID]:
    """Ids of households by their address."""
    rows = ((new_id(), address) for address in addresses)
    columns.insert(models.Household, city, "id address_id", rows)
    known = models.Household.objects.filter(city=city, address_id__in=addresses)
    return dict(known.values_list("address_id", "id"))
