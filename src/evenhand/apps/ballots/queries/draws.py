"""Reads of draws: how one stands, what an entrant may see of it, what anyone may."""

from uuid import UUID

from django.db.models import QuerySet

from evenhand.apps.ballots import models
from evenhand.apps.ballots.queries.silences import in_force
from evenhand.apps.ballots.queries.values import Anchor, Draw, Entry, Head, Prospect, Result, Standing, Word
from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities
from evenhand.core import draws as rule_files
from evenhand.core.draw import canonical, result
from evenhand.core.draw.allocation import Outcome
from evenhand.core.draw.rules import parse
from evenhand.core.terms import PersonTag


def draw(*, city: str, id: UUID) -> Draw | None:
    """A draw by its id."""
    row = models.Draw.objects.filter(city=city, id=id).first()
    return _draw(row) if row else None


def draw_of(*, city: str, release_id: UUID) -> Draw | None:
    """The draw of a release."""
    row = _standing(city).filter(release_id=release_id).first()
    return _draw(row) if row else None


def draw_by_code(*, city: str, code: str) -> Draw | None:
    """The draw that is called so in its rules."""
    row = _standing(city).filter(code=code).first()
    return _draw(row) if row else None


def draws(*, city: str) -> list[Draw]:
    """All draws of a city, newest first; without rules that others have followed because they were declined."""
    return [_draw(row) for row in _standing(city).order_by("-proposed_at", "id")]


def is_declined(*, city: str, draw: Draw) -> bool:
    """Whether another official said no to the rules, so that others may be proposed."""
    return draw.state == "declined" or (
        draw.state == "proposed" and cities.approval(city=city, id=draw.approval_id).declined
    )


def heads(*, city: str, draw_id: UUID) -> list[Head]:
    """The log's heads, oldest first."""
    rows = models.Head.objects.filter(city=city, draw_id=draw_id).order_by("number")
    return [Head(r.size, bytes(r.root), r.unix_ms, bytes(r.record), bytes(r.signature)) for r in rows]


def words(*, city: str, draw_id: UUID) -> list[Word]:
    """What officials said, in the order in which it came."""
    rows = models.Word.objects.filter(city=city, draw_id=draw_id).order_by("said_at", "id")
    return [Word(r.kind, r.number, bytes(r.value), bytes(r.signature), r.said_by, r.said_at) for r in rows]


def sealed_officials(draw: Draw) -> frozenset[int]:
    """Whose values count, by their place in the rules; none before the seal."""
    told = canonical.read(draw.seal, "seal") if draw.seal else {"reveals": []}
    return frozenset(each["index"] for each in told["reveals"])


def anchors(*, city: str, draw_id: UUID) -> list[Anchor]:
    """Where what is fixed also lies."""
    rows = models.Anchor.objects.filter(city=city, draw_id=draw_id).order_by("kind", "place")
    return [Anchor(r.kind, r.place, bytes(r.digest), r.proof, r.anchored_at) for r in rows]


def results(*, city: str, draw_id: UUID) -> list[Result]:
    """What each attempt came to, void ones too, first attempt first."""
    return [_result(row) for row in models.Result.objects.filter(city=city, draw_id=draw_id).order_by("attempt")]


def voids(*, city: str, draw_id: UUID) -> list[tuple[int, str]]:
    """Attempts that do not count, with their reasons."""
    rows = models.Void.objects.filter(city=city, draw_id=draw_id).order_by("attempt")
    return [(row.attempt, str(canonical.read(bytes(row.raw), "void")["reason"])) for row in rows]


def entrants(*, city: str, draw_id: UUID) -> list[PersonTag]:
    """Whoever takes part."""
    rows = models.Entrant.objects.filter(city=city, draw_id=draw_id, withdrawn_at=None).order_by("person")
    return [PersonTag(bytes(person)) for person in rows.values_list("person", flat=True)]


def entry_count(*, city: str, draw_id: UUID) -> int:
    """How many take part."""
    return models.Entrant.objects.filter(city=city, draw_id=draw_id, withdrawn_at=None).count()


def leaf_bytes(*, city: str, draw_id: UUID) -> list[bytes]:
    """The log, leaf by leaf."""
    rows = models.Leaf.objects.filter(city=city, draw_id=draw_id).order_by("seq")
    return [bytes(leaf) for leaf in rows.values_list("leaf", flat=True)]


def row_bytes(*, city: str, draw_id: UUID, attempt: int) -> list[bytes]:
    """A result, row by row."""
    rows = models.Row.objects.filter(city=city, draw_id=draw_id, attempt=attempt).order_by("rank")
    return [bytes(row) for row in rows.values_list("packed", flat=True)]


def entry(*, city: str, draw_id: UUID, person: PersonTag) -> Entry | None:
    """A person's own entry."""
    row = models.Entrant.objects.filter(city=city, draw_id=draw_id, person=person).first()
    return _entry(city, row) if row else None


def entry_by_code(*, city: str, draw_id: UUID, code: str) -> Entry | None:
    """The entry that a code on a receipt names, whoever asks: a leaf names nobody."""
    row = models.Entrant.objects.filter(city=city, draw_id=draw_id, code=code).first()
    return _entry(city, row) if row else None


def standing(*, city: str, draw: Draw, label: bytes) -> Standing | None:
    """What became of a label in the attempt that counts. None: it is not drawn yet, or the label takes no part."""
    made = next((each for each in results(city=city, draw_id=draw.id) if each.attempt == draw.attempt), None)
    row = models.Row.objects.filter(city=city, draw_id=draw.id, attempt=draw.attempt, label=label).first()
    if made is None or row is None:
        return None
    told = result.unpack(bytes(row.packed))
    category = told.category if told.outcome is Outcome.WINNER else len(made.cutoffs) - 1
    return Standing(
        told.rank, told.key, told.outcome, told.category, told.position, made.cutoffs[category], told.pack()
    )


def prospect(*, city: str, release_id: UUID, person: PersonTag) -> Prospect:
    """A person's losses so far in the series of a release's draw, and the tickets that the next entry gets."""
    release = campaigns.release(city=city, id=release_id)
    series = campaigns.campaign(city=city, id=release.campaign_id).code
    streak = models.Streak.objects.filter(city=city, series=series, person=person).first()
    groups = list(models.Evidence.objects.filter(city=city, person=person).values_list("code", flat=True))
    losses = streak.losses if streak else 0
    ladder = [(step, many) for step, many in release.policy.weights.ladder]
    return Prospect(losses, rule_files.tickets(release.policy, losses, groups), ladder)


def _standing(city: str) -> QuerySet[models.Draw]:
    return models.Draw.objects.filter(city=city).exclude(state="declined")


def _entry(city: str, row: models.Entrant) -> Entry:
    leaf = models.Leaf.objects.get(city=city, draw_id=row.draw_id, seq=row.seq)
    raw = bytes(leaf.leaf)
    return Entry(
        draw_id=row.draw_id,
        label=bytes(row.label),
        code=row.code,
        seq=row.seq,
        leaf=raw,
        leaf_hash=bytes(leaf.leaf_hash),
        unix_ms=leaf.unix_ms,
        receipt=bytes(leaf.receipt),
        withdrawn=row.withdrawn_at is not None,
        tickets=int.from_bytes(raw[21:25]),
    )


def _draw(row: models.Draw) -> Draw:
    rules = parse(bytes(row.rules))
    return Draw(
        id=row.id,
        release_id=row.release_id,
        code=row.code,
        rules=rules,
        state=row.state,
        attempt=row.attempt,
        fallback=in_force(row.city, row.id, row.attempt, rules),
        proposed_by=row.proposed_by,
        approval_id=row.approval_id,
        published_at=row.published_at,
        record=bytes(row.record or b""),
        seal=bytes(row.seal or b""),
        seal_signature=bytes(row.seal_signature or b""),
    )


def _result(row: models.Result) -> Result:
    return Result(
        attempt=row.attempt,
        beacon=row.beacon,
        source=row.source,
        ikm=bytes(row.ikm),
        salt=bytes(row.salt),
        log_root=bytes(row.log_root),
        result_root=bytes(row.result_root),
        entrants=row.entrants,
        cutoffs=[bytes(each) for each in row.cutoffs],
        sizes=list(row.sizes),
        signature=bytes(row.signature),
        drawn_at=row.drawn_at,
    )
