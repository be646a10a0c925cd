"""Winner lists: numbers in one spelling, rows held against each other, a signature over the very file."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.adapters.ballots import fake
from evenhand.core import winners
from evenhand.core.workbooks import Defect

ZONE = ZoneInfo("Asia/Shanghai")
HEADING = list(fake.HEADING)
ROW = ["L1", "1", "AB12", "6", "2026-12-05T10:00", "2026-12-07T10:00+08:00", "active", "", ""]


def changed(**cells: str) -> list[str]:
    return [cells.get(name, value) for name, value in zip(HEADING, ROW, strict=True)]


@pytest.mark.parametrize("text", ["ab12", " AB-12 ", "ＡＢ１２", "a b–1 2", "AB\u00a012"])
def test_a_number_has_one_spelling(text: str) -> None:
    assert winners.number(text) == "AB12"


@pytest.mark.parametrize("text", ["", "AB1", "A" * 33, "AB_12", "中签12", "AB1\0" + "2"])
def test_what_can_be_no_number_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="4 to 32"):
        winners.number(text)


@given(st.text(max_size=50))
def test_a_number_read_again_is_the_same(text: str) -> None:
    try:
        found = winners.number(text)
    except ValueError:
        return
    assert winners.number(found) == found


def test_times_without_a_zone_are_the_citys() -> None:
    [winner] = winners.read([HEADING, ROW], ZONE).winners
    assert winner.valid_from.isoformat() == "2026-12-05T10:00:00+08:00"
    assert (winner.valid_until - winner.valid_from).days == 2


@pytest.mark.parametrize(
    ("row", "column", "defect"),
    [
        (changed(number="AB1"), "number", Defect.MALFORMED),
        (changed(units="0"), "units", Defect.MALFORMED),
        (changed(units="６"), "units", Defect.MALFORMED),
        (changed(revision="-1"), "revision", Defect.MALFORMED),
        (changed(status="lapsed"), "status", Defect.MALFORMED),
        (changed(valid_from="soon"), "valid_from", Defect.MALFORMED),
        (changed(valid_until="2026-12-05T10:00"), "valid_until", Defect.MALFORMED),
        (changed(id_type="resident_card"), "id_number", Defect.MISSING),
        (changed(id_number="1"), "id_type", Defect.MISSING),
        (changed(list_id="L 1"), "list_id", Defect.MALFORMED),
    ],
)
def test_each_defect_of_a_row_is_named(row: list[str], column: str, defect: Defect) -> None:
    listed = winners.read([HEADING, row], ZONE)
    assert [(fault.column, fault.defect) for fault in listed.faults] == [(column, defect)]
    assert listed.winners == ()


def test_one_list_is_one_revision_and_no_number_is_twice() -> None:
    rows = [
        HEADING,
        ROW,
        changed(number="ab-12"),
        changed(number="CD34", revision="2"),
        changed(number="EF56", list_id="L2"),
    ]
    found = {(fault.row, fault.column, fault.defect) for fault in winners.read(rows, ZONE).faults}
    assert found == {(3, "number", Defect.REPEATED), (4, "revision", Defect.DIFFERS), (5, "list_id", Defect.DIFFERS)}


def test_a_signature_holds_for_its_file_its_key_and_its_purpose_alone() -> None:
    file, key = b"list", bytes.fromhex(fake.PUBLIC)
    signature = fake.sign(file)
    assert winners.is_signed(file, signature, key)
    assert not winners.is_signed(b"lisT", signature, key)
    assert not winners.is_signed(file, signature[:-1], key)
    assert not winners.is_signed(file, b"", key)
    assert not winners.is_signed(file, signature, bytes(32))
    assert not winners.is_signed(file, signature, key, winners.LAPSED_WANTED)
