"""Ages, addresses and phones: what is known of a person outside of the vault, and how spellings become one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import addresses, people, phones
from evenhand.core.errors import Refused
from evenhand.core.people import AgeBand
from evenhand.core.phones import PhoneDefect

TODAY = date(2020, 3, 2)


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2006, 3, 3), AgeBand.CHILD),
        (date(2006, 3, 2), AgeBand.YOUTH),
        (date(2002, 3, 2), AgeBand.YOUNG),
        (date(1980, 3, 2), AgeBand.MIDDLE),
        (date(1960, 3, 2), AgeBand.SIXTIES),
        (date(1950, 3, 2), AgeBand.SEVENTIES),
        (date(1940, 3, 2), AgeBand.OLDEST),
        (None, AgeBand.UNKNOWN),
    ],
)
def test_a_band_begins_on_the_birthday(born: date | None, band: AgeBand) -> None:
    assert people.age_band(born, TODAY) is band


def test_those_born_on_a_leap_day_turn_on_the_first_of_march() -> None:
    assert people.age(date(2004, 2, 29), date(2018, 2, 28)) == 13
    assert people.age(date(2004, 2, 29), date(2018, 3, 1)) == 14


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阳光路12号3栋2单元501室", " 阳光路１２号 3栋，2单元 501室 "),
        ("3-2-501", "3－2 - 501"),
        ("Unit A54", "unit-a54"),
        ("幸福里 7号", "幸福里7号"),
    ],
)
def test_two_spellings_of_a_door_are_one(one: str, other: str) -> None:
    assert addresses.canonical(one) == addresses.canonical(other)


@pytest.mark.parametrize(("one", "other"), [("3-2-501", "32-501"), ("A54", "54A"), ("7号501", "7号502")])
def test_two_doors_stay_two(one: str, other: str) -> None:
    assert addresses.canonical(one) != addresses.canonical(other)


@given(text=st.text(max_size=80))
def test_a_canonical_address_is_its_own(text: str) -> None:
    once = addresses.canonical(text)
    assert addresses.canonical(once) == once


@pytest.mark.parametrize("typed", ["13800138000", "138 0013 8000", "+86 138-0013-8000", "0086 13800138000"])
def test_a_phone_has_one_form(typed: str) -> None:
    assert phones.parse(typed) == "+8613800138000"


@pytest.mark.parametrize(
    ("typed", "defect"),
    [
        ("", PhoneDefect.UNREADABLE),
        ("call me", PhoneDefect.UNREADABLE),
        ("1" * 40, PhoneDefect.UNREADABLE),
        ("+852 9123 4567", PhoneDefect.ABROAD),
        ("028 1234 5678", PhoneDefect.NO_MESSAGES),
        ("1380013800", PhoneDefect.UNREADABLE),
    ],
)
def test_each_defect_of_a_phone_is_named(typed: str, defect: PhoneDefect) -> None:
    with pytest.raises(Refused) as refused:
        phones.parse(typed)
    assert (refused.value.field, refused.value.facts) == ("phone", {"defect": defect})


@given(text=st.text(max_size=40))
def test_any_text_is_a_phone_or_refused(text: str) -> None:
    try:
        assert phones.parse(phones.parse(text)) == phones.parse(text)
    except Refused as refused:
        assert set(refused.facts) == {"defect"}
