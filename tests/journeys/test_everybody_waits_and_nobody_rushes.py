"""Taiyuan: an ID card, a line drawn at the hour, five masks once in three days on any channel, a subsidized price."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from evenhand.apps.campaigns import queries as campaigns_read
from evenhand.apps.campaigns import services as campaigns
from evenhand.apps.cities import services as cities
from evenhand.apps.claims import queries as claims_read
from evenhand.apps.claims import services as claims
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.dial import Admit, Dial
from evenhand.core.documents import DocumentKind, parse
from evenhand.core.draw import lobby
from evenhand.core.errors import Reason, Refused
from evenhand.core.policy import parse_city
from evenhand.core.terms import Channel, ClaimKey, PersonTag, Request, Units
from evenhand.worker import Worker

FILE = Path(__file__).parents[2] / "cities" / "taiyuan.toml"
OPENS = datetime(2026, 12, 5, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def go_to(city: str, at: datetime) -> None:
    """The city's clock shows this, and its worker has done all that is due."""
    with city_transaction(city):
        journal.set_clock(city=city, started_at=datetime.now(UTC), city_at=at, rate=0)
    worker = Worker()
    assert any(not worker.serve(city) for _ in range(40)), "the worker comes to an end"


def found(city: str, quota: int) -> UUID:
    """The city of the file under a name of this test; its release of the day."""
    policy = parse_city(FILE.read_text("utf-8").replace('slug = "taiyuan"', f'slug = "{city}"'))
    go_to(city, OPENS - DAY)
    with city_transaction(city) as at:
        cities.load_city(policy=policy, rehearsal=True, at=at)
        fulfilment.add_outlets(city=city, outlets=policy.outlets)
        campaign = campaigns.publish(city=city, at=at, policy=policy.campaigns[0])
        release = campaigns.schedule_release(
            city=city, at=at, campaign_id=campaign, opens_at=OPENS, closes_at=OPENS + 8 * DAY / 24, quota=quota
        )
    go_to(city, OPENS - DAY)
    return release


def wish(release: UUID, who: int, channel: Channel = Channel.WEB) -> Request:
    return Request(ClaimKey(uuid4()), release, PersonTag(who.to_bytes(16)), Units(5), "yingze", channel)


def look[T](city: str, query: Callable[..., T], **asked: object) -> T:
    """What a query says, inside the city."""
    with city_transaction(city):
        return query(city=city, **asked)


def ask(city: str, request: Request) -> object:
    with city_transaction(city):
        return claims.ask(city=city, request=request)


@pytest.mark.req("domain:F3", "trust:I2", "gate:P2", "domain:R15", "domain:F8")
def test_taiyuan_waits_in_a_drawn_line_and_a_second_share_has_its_date(city: str) -> None:
    release = found(city, 100)
    kept = [(part.key, part.total) for part in look(city, claims_read.reserves, release_id=release, at=OPENS)]
    assert kept[0] == ("hotline", 10)
    assert dict(kept)["xiaodian"] == 20, "units by population, in whole packs"
    go_to(city, OPENS - timedelta(minutes=20))
    early = [wish(release, who) for who in range(1, 9)]
    answers = [ask(city, request) for request in early]
    assert [answer.waiting for answer in answers] == [request.key for request in early]
    go_to(city, OPENS - timedelta(seconds=100))
    frozen = look(city, claims_read.lobby, release_id=release)
    assert (frozen.size, frozen.line) == (8, None), "the list is closed before anything is drawn"
    go_to(city, OPENS - timedelta(seconds=20))
    drawn = look(city, claims_read.lobby, release_id=release)
    labels = look(city, claims_read.lobby_labels, release_id=release)
    order = lobby.order(
        drawn.rules.encode(), bytes.fromhex(drawn.root), drawn.line, [bytes.fromhex(label) for label, _ in labels]
    )
    assert [order.index(bytes.fromhex(label)) + 1 for label, _ in labels] == [position for _, position in labels]
    with city_transaction(city):
        journal.set_clock(city=city, started_at=datetime.now(UTC), city_at=OPENS, rate=0)
    caller = ask(city, wish(release, 50, Channel.HOTLINE))
    assert caller.granted, "the hotline's part is kept for it"
    heard = {who: ask(city, request) for who, request in zip(range(1, 9), early, strict=True)}
    winners = [who for who, answer in heard.items() if answer.granted]
    free = 100 - sum(units for _, units in kept)
    share = (dict(kept)["yingze"] + free) // 5
    assert len(winners) == share
    first = {label for label, position in labels if position <= share}
    places = {who: look(city, claims_read.place, key=request.key) for who, request in zip(heard, early, strict=True)}
    assert {who for who in places if places[who].label.hex() in first} == set(winners)
    again = ask(city, wish(release, winners[0], Channel.HOTLINE))
    assert (again.reason, again.again_at) == (Reason.PERSON_LIMIT, datetime(2026, 12, 7, 16, tzinfo=UTC))


def test_the_same_card_however_it_is_written_is_one_person() -> None:
    spellings = [
        "11010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002x",
        "110105491231002",
    ]
    kind = DocumentKind.RESIDENT_CARD
    assert len({parse(kind, spelled, today=OPENS.date()).key for spelled in spellings}) == 1


@pytest.mark.req("domain:F14")
def test_the_dial_pauses_every_channel_at_once_and_says_so(city: str) -> None:
    release = found(city, 100)
    go_to(city, OPENS)
    with city_transaction(city) as at:
        claims.turn_dial(city=city, at=at, subject=release, dial=Dial(Admit.READ_ONLY), by=uuid4())
    with pytest.raises(Refused, match="paused"):
        ask(city, wish(release, 1, Channel.HOTLINE))
    with city_transaction(city) as at:
        claims.turn_dial(city=city, at=at, subject=release, dial=Dial(), by=uuid4())
    assert ask(city, wish(release, 1, Channel.HOTLINE)).granted


@pytest.mark.req("domain:F1")
def test_what_nobody_took_goes_to_the_next_day_once(city: str) -> None:
    release = found(city, 100)
    go_to(city, OPENS)
    ask(city, wish(release, 1))
    with city_transaction(city) as at:
        campaign = campaigns_read.release(city=city, id=release).campaign_id
        later = campaigns.schedule_release(
            city=city, at=at, campaign_id=campaign, opens_at=OPENS + DAY, closes_at=OPENS + 8 * DAY / 6, quota=50
        )
    go_to(city, OPENS + timedelta(hours=9))
    go_to(city, OPENS + timedelta(hours=10))
    figures = look(city, claims_read.live, release_id=later)
    assert (figures.total, figures.remaining) == (145, 145)
    assert look(city, claims_read.live, release_id=release).carried == 95
