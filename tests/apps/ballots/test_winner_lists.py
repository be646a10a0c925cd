"""Lists of winners: the same twice is the same table, a broken one changes nothing, a number is redeemed once."""

from collections import Counter
from datetime import timedelta
from functools import partial
from random import Random

import pytest

from evenhand.adapters.ballots import fake
from evenhand.apps.ballots import queries
from evenhand.apps.claims import queries as claims
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason
from evenhand.core.workbooks import Defect
from evenhand.simulation import population
from evenhand.web.kit import workbooks
from tests.apps.at_once import at_once
from tests.apps.ballots import offices
from tests.apps.ballots.offices import UNTIL, numbers, redeem, rows, send, table
from tests.refusing import refusing
from tests.web import town as towns
from tests.web.town import OPENS, Town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> Town:
    return offices.found()


@pytest.mark.req("trust:I9")
def test_the_same_list_twice_is_the_same_table(town: Town) -> None:
    listed = rows(50)
    first = send(town, listed)
    before = table(town.slug)
    again = send(town, listed)
    assert (first.new, first.changed, first.same) == (50, 0, 0)
    assert (again.new, again.changed, again.same, again.faults) == (0, 0, 50, ())
    assert table(town.slug) == before
    assert offices.told(town.slug, "WinnersImported") == 1


def test_a_trial_says_the_same_and_changes_nothing(town: Town) -> None:
    listed = rows(5)
    assert send(town, listed, dry=True).new == 5
    assert table(town.slug) == []
    assert send(town, listed, dry=True, signature=b"").faults == ()


@pytest.mark.parametrize("signature", [b"", bytes(64), b"x"])
def test_an_unsigned_list_is_taken_in_by_nobody(town: Town, signature: bytes) -> None:
    outcome = send(town, rows(5), signature=signature)
    assert [fault.defect for fault in outcome.faults] == [Defect.SIGNATURE]
    assert table(town.slug) == []


def test_a_changed_file_loses_its_signature(town: Town) -> None:
    file = fake.csv_file(rows(5))
    outcome = offices.send_file(town, file.replace(b",6,", b",60,", 1), signature=fake.sign(file))
    assert Defect.SIGNATURE in {fault.defect for fault in outcome.faults}
    assert table(town.slug) == []


def test_one_wrong_row_keeps_all_out_and_every_fault_is_told(town: Town) -> None:
    listed = rows(5)
    listed[1][3], listed[3][8], listed[3][7] = "7", "110101190001011234", "resident_card"
    outcome = send(town, listed)
    assert [(fault.row, fault.column, fault.defect) for fault in outcome.faults] == [
        (3, "units", Defect.NOT_OFFERED),
        (5, "id_number", Defect.MALFORMED),
    ]
    assert table(town.slug) == []


def test_a_revision_changes_what_nobody_has_redeemed_and_names_the_rest(town: Town) -> None:
    send(town, rows(3))
    first, second, third = numbers(rows(3))
    assert redeem(town, town.people[0], first).claim_id
    revised = rows(4, revision=2)
    revised[0][6] = revised[1][6] = "revoked"
    outcome = send(town, revised)
    assert (outcome.new, outcome.changed, outcome.same, list(outcome.kept)) == (1, 1, 1, [first])
    assert redeem(town, town.people[1], second).reason is Reason.NUMBER_REVOKED
    assert redeem(town, town.people[1], third).claim_id


def test_an_older_revision_and_another_content_of_the_newest_are_refused(town: Town) -> None:
    send(town, rows(3, revision=2))
    assert {f.defect for f in send(town, rows(3)).faults} == {Defect.OUTDATED}
    assert {f.defect for f in send(town, rows(4, revision=2)).faults} == {Defect.OUTDATED}


def test_overlapping_lists_are_refused_at_each_number_that_another_list_has(town: Town) -> None:
    send(town, rows(3))
    outcome = send(town, [*rows(2, list_id="L2", seed="other"), *rows(1, list_id="L2")])
    assert [(fault.row, fault.defect) for fault in outcome.faults] == [(4, Defect.TAKEN)]


@pytest.mark.req("trust:I9")
def test_fifty_redeem_one_number_ten_at_once_and_one_gets_it() -> None:
    town = offices.found(people=50)
    [number] = numbers(rows(1))
    send(town, rows(1))
    outcomes = [
        outcome
        for start in range(0, 50, 10)
        for outcome in at_once([partial(redeem, town, person, number) for person in town.people[start : start + 10]])
    ]
    reasons = Counter(None if isinstance(each, Reason) else each.reason for each in outcomes)
    assert reasons == {None: 1, Reason.NUMBER_USED: 49}
    with city_transaction(town.slug):
        live = claims.live(city=town.slug, release_id=town.release)
    assert live is not None
    assert (live.granted_claims, live.total - live.remaining) == (1, offices.UNITS)


@pytest.mark.req("domain:R9")
def test_a_second_number_of_one_person_meets_the_limit_and_stays_whole_until_it_lapses(town: Town) -> None:
    """Decision 0016."""
    listed = rows(2)
    first, second = numbers(listed)
    send(town, listed)
    person = town.people[0]
    assert redeem(town, person, first).claim_id
    with refusing(Reason.PERSON_LIMIT):
        redeem(town, person, second)
    town.drain()
    assert redeem(town, town.people[1], second).claim_id  # it was not used up, and is bound to nobody
    assert redeem(town, person, second).reason is Reason.NUMBER_USED


def test_who_redeemed_finds_the_same_claim_again(town: Town) -> None:
    [number] = numbers(rows(1))
    send(town, rows(1))
    first = redeem(town, town.people[0], number)
    again = redeem(town, town.people[0], f" {number.lower()[:4]}-{number[4:]} ")
    assert first.claim_id == again.claim_id
    assert offices.told(town.slug, "NumberRedeemed") == 1
    town.drain()
    assert town.order_of(town.people[0]).units == offices.UNITS


def test_a_bound_number_reads_as_unknown_to_everybody_else(transactional_db: None) -> None:
    policy = towns.put_up(file=offices.FILE)
    holder, other = population.people(policy, count=2, random=Random(5), today=towns.MORNING.date())
    town = offices.found(people=2)
    papers = [(str(holder.kind), holder.number)]
    bound = rows(1, papers=papers)
    send(town, bound)
    [number] = numbers(bound)
    assert redeem(town, town.people[1], number).reason is Reason.NUMBER_UNKNOWN
    assert redeem(town, town.people[0], number).claim_id
    assert other.number not in str(table(town.slug))
    assert holder.number not in str(table(town.slug))


def test_five_wrong_numbers_are_an_hours_wait(town: Town) -> None:
    [number] = numbers(rows(1))
    send(town, rows(1))
    person = town.people[0]
    left = [redeem(town, person, f"WRONG{n}").tries_left for n in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert redeem(town, person, number).reason is Reason.LOCKED
    assert redeem(town, town.people[1], "WRONG").tries_left == 4
    town.clock(OPENS + timedelta(hours=1))
    assert redeem(town, person, number).claim_id


def test_numbers_lapse_at_their_hour_and_are_reported_in_the_lists_own_columns(town: Town) -> None:
    listed = rows(3, valid_until=OPENS + timedelta(hours=5))
    listed[2][6] = "revoked"
    send(town, listed)
    assert redeem(town, town.people[0], numbers(listed)[0]).claim_id
    town.clock(OPENS + timedelta(hours=5))
    assert redeem(town, town.people[1], numbers(listed)[1]).reason is Reason.NUMBER_EXPIRED
    town.drain()
    with city_transaction(town.slug):
        found = queries.lapsed(city=town.slug, campaign_id=town.campaign, list_id="L1")
    assert [each.number for each in found] == [numbers(listed)[1]]
    assert offices.told(town.slug, "NumbersLapsed") == 1


def test_a_number_waits_for_its_hour_and_the_release_for_its_own(town: Town) -> None:
    listed = rows(1, valid_from=OPENS + timedelta(hours=1))
    send(town, listed)
    outcome = redeem(town, town.people[0], numbers(listed)[0])
    assert (outcome.reason, outcome.again_at) == (Reason.NOT_OPEN, OPENS + timedelta(hours=1))
    town.clock(UNTIL)
    with refusing(Reason.CLOSED):
        redeem(town, town.people[0], numbers(listed)[0])


def test_numbers_never_give_out_more_than_the_quota(transactional_db: None) -> None:
    town = offices.found(people=3, quota=12)
    listed = rows(3)
    send(town, listed)
    for person, number in zip(town.people[:2], numbers(listed), strict=False):
        assert redeem(town, person, number).claim_id
    with refusing(Reason.SOLD_OUT):
        redeem(town, town.people[2], numbers(listed)[2])


def test_a_workbook_says_the_same_as_a_csv(town: Town) -> None:
    listed = rows(3)
    sheet = workbooks.xlsx_bytes(fake.HEADING, listed)
    assert sheet == workbooks.xlsx_bytes(fake.HEADING, listed)
    assert offices.send_file(town, sheet).new == 3
    assert send(town, rows(3, revision=2)).same == 3
