"""Winner lists of a city's own ballot: taken in whole or not at all, as often as they come.

The same file again changes nothing; a higher revision changes numbers that nobody has redeemed and names the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from evenhand.apps.ballots import models
from evenhand.apps.ballots.services import redeeming
from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities
from evenhand.apps.journal import services as journal
from evenhand.apps.residents import queries as residents
from evenhand.core import events, winners
from evenhand.core.errors import Reason, Refused
from evenhand.core.policy.words import BallotAdapter
from evenhand.core.terms import Mode
from evenhand.core.winners import WinnerList
from evenhand.core.workbooks import Defect, Fault

LAPSES = "numbers_lapse"
"""What falls due when numbers' time is over. Its subject is `deadline(campaign, hour)`."""
CHANGED = ["revision", "units", "valid_from", "valid_until", "status", "id_index"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What a list did, or with `dry` would do. With a fault: nothing. `kept`: redeemed before, so left as they were."""

    list_id: str
    revision: int
    new: int = 0
    changed: int = 0
    same: int = 0
    kept: Sequence[str] = ()
    faults: Sequence[Fault] = ()
    dry: bool = False


def import_winners(
    *,
    city: str,
    at: datetime,
    campaign_id: UUID,
    file: bytes,
    cells: Sequence[Sequence[object]],
    signature: bytes,
    by: UUID | None = None,
    dry: bool = False,
) -> Imported:
    """Take in a list: the file as it was signed, and its cells. Everything that is wrong comes back as faults.

    Refused: NOT_FOUND (campaign), WRONG_STATE (the campaign's winners don't come from a list).
    """
    campaign = campaigns.campaign(city=city, id=campaign_id)
    policy = cities.city(city).policy
    if campaign.policy.mode is not Mode.EXTERNAL_BALLOT or policy.adapters.ballot is not BallotAdapter.WINNER_FILE:
        raise Refused(Reason.WRONG_STATE, "campaign")
    zone = ZoneInfo(policy.city.timezone)
    listed = winners.read(cells, zone)
    signed = winners.is_signed(file, signature, bytes.fromhex(policy.adapters.winner_key or ""))
    rows, faults = _rows(city, at, campaign_id, listed)
    rule = campaign.policy.units.rule()
    faults += [
        Fault(w.row, "units", str(w.units), Defect.NOT_OFFERED) for w in listed.winners if not rule.allows(w.units)
    ]
    if not signed and not (dry and not signature):
        faults.insert(0, Fault(0, "", "", Defect.SIGNATURE))
    faults += _outdated(city, campaign_id, listed, sha256(file).digest())
    known = _known(city, campaign_id, listed)
    faults += [
        Fault(w.row, "number", w.number, Defect.TAKEN)
        for w in listed.winners
        if w.number in known and known[w.number].list_id != listed.list_id
    ]
    if faults:
        return Imported(listed.list_id, listed.revision, faults=sorted(faults, key=lambda f: f.row), dry=dry)
    outcome = _compare(listed, rows, known, dry)
    if not dry and _note(city, at, campaign_id, listed, sha256(file).digest(), signature, by):
        _write(city, at, campaign_id, rows, known)
        fact = events.WinnersImported(campaign_id, listed.list_id, listed.revision, len(rows))
        journal.record(city=city, at=at, events=[fact])
    return outcome


def deadline(campaign_id: UUID, until: datetime) -> UUID:
    """Names an hour at which numbers of a campaign lapse."""
    return uuid5(campaign_id, f"numbers/{until.timestamp():.0f}")


def _rows(city: str, at: datetime, campaign_id: UUID, listed: WinnerList) -> tuple[list[models.Winner], list[Fault]]:
    """The list as rows; identity numbers turn into keyed hashes here and are forgotten."""
    named = [winner for winner in listed.winners if winner.id_type and winner.id_number]
    papers = [(winner.id_type or "", winner.id_number or "") for winner in named]
    found = residents.document_indexes(city=city, papers=papers, today=at.date())
    indexes = {winner.number: index for winner, index in zip(named, found, strict=True)}
    faults = list(listed.faults)
    faults += [Fault(w.row, "id_number", w.id_number or "", Defect.MALFORMED) for w in named if not indexes[w.number]]
    rows = [
        models.Winner(
            city=city, campaign_id=campaign_id, list_id=listed.list_id, number=winner.number, revision=listed.revision,
            units=winner.units, valid_from=winner.valid_from, valid_until=winner.valid_until, status=winner.status,
            id_index=indexes.get(winner.number),
        )
        for winner in listed.winners
    ]  # fmt: skip
    return rows, faults


def _outdated(city: str, campaign_id: UUID, listed: WinnerList, digest: bytes) -> list[Fault]:
    """A revision that is not the newest, or one that said something else before."""
    if not listed.winners:
        return []
    seen = models.WinnerList.objects.filter(city=city, campaign_id=campaign_id, list_id=listed.list_id)
    newest = seen.order_by("-revision").first()
    if newest is None or newest.revision < listed.revision:
        return []
    if newest.revision == listed.revision and bytes(newest.file_hash) == digest:
        return []
    return [Fault(0, "revision", str(listed.revision), Defect.OUTDATED)]


def _known(city: str, campaign_id: UUID, listed: WinnerList) -> dict[str, models.Winner]:
    """Numbers of the list that are there already, in whatever list, locked."""
    numbers = [winner.number for winner in listed.winners]
    rows = models.Winner.objects.filter(city=city, campaign_id=campaign_id, number__in=numbers)
    return {row.number: row for row in rows.order_by("number").select_for_update()}


def _compare(
    listed: WinnerList, rows: Sequence[models.Winner], known: Mapping[str, models.Winner], dry: bool
) -> Imported:
    new = [row for row in rows if row.number not in known]
    changed = [row for row in rows if row.number in known and _differs(row, known[row.number])]
    kept = [row.number for row in changed if known[row.number].redeemed_at]
    same = len(rows) - len(new) - len(changed)
    return Imported(listed.list_id, listed.revision, len(new), len(changed) - len(kept), same, kept, dry=dry)


def _differs(row: models.Winner, known: models.Winner) -> bool:
    return _terms(row) != _terms(known)


def _terms(row: models.Winner) -> tuple[object, ...]:
    index = bytes(row.id_index) if row.id_index else None
    return row.units, row.valid_from, row.valid_until, str(row.status), index


def _note(
    city: str, at: datetime, campaign_id: UUID, listed: WinnerList, digest: bytes, signature: bytes, by: UUID | None
) -> bool:
    """Keep the list's own row. False: this very revision was taken in before."""
    list_row = models.WinnerList(
        city=city, campaign_id=campaign_id, list_id=listed.list_id, revision=listed.revision, file_hash=digest,
        signature=signature, winners=len(listed.winners), imported_by=by, imported_at=at,
    )  # fmt: skip
    before = models.WinnerList.objects.filter(
        city=city, campaign_id=campaign_id, list_id=listed.list_id, revision=listed.revision
    )
    if before.exists():
        return False
    list_row.save(force_insert=True)
    return True


def _write(
    city: str, at: datetime, campaign_id: UUID, rows: Sequence[models.Winner], known: Mapping[str, models.Winner]
) -> None:
    open_rows = [row for row in rows if row.number not in known or not known[row.number].redeemed_at]
    models.Winner.objects.bulk_create(
        open_rows,
        batch_size=5000,
        update_conflicts=True,
        unique_fields=["city", "campaign_id", "list_id", "number"],
        update_fields=[*CHANGED, "lapsed_at"],
    )
    for until in sorted({row.valid_until for row in open_rows if row.valid_until > at}):
        journal.put_due(city=city, kind=LAPSES, subjects=[deadline(campaign_id, until)], at=until)
    redeeming.lapse_numbers(city=city, at=at)
