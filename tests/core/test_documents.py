"""Many spellings, one number; and a name for everything that can be wrong with one."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evenhand.core import documents, masks
from evenhand.core.documents import Defect, Document, DocumentKind, eighteen
from evenhand.core.errors import Reason, Refused

TODAY = date(2020, 3, 2)
CARD = "11010519491231002X"

SPACES = st.sampled_from(["", "", "", " ", "-", "\u3000", "\u00a0", "\u200b", "\ufeff", "\u2011", "－", "\t", "\u2212"])
WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}
TENS = st.sampled_from(["X", "x", "Ｘ", "ｘ", "Ⅹ", "ⅹ", "Х", "х", "Χ", "χ", "×"])


def parse(number: str, kind: str = "resident_card", issuer: str = "", today: date = TODAY) -> Document:
    return documents.parse(kind, number, today=today, issuer=issuer)


def refusal(number: str, kind: str = "resident_card", issuer: str = "", today: date = TODAY) -> Refused:
    with pytest.raises(Refused) as refused:
        parse(number, kind, issuer, today)
    assert refused.value.reason is Reason.ID_INVALID
    return refused.value


def defect(number: str, kind: str = "resident_card", issuer: str = "", today: date = TODAY) -> Defect:
    found: Defect = refusal(number, kind, issuer, today).facts["defect"]
    return found


@st.composite
def resident_numbers(draw: st.DrawFn) -> str:
    place = draw(st.integers(100_000, 899_999))
    born = draw(st.dates(date(1900, 1, 1), TODAY))
    body = f"{place}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return body + eighteen.check_digit(body)


@given(number=resident_numbers(), gaps=st.lists(SPACES, min_size=19, max_size=19), wide=st.booleans(), ten=TENS)
def test_any_spelling_of_a_number_is_the_same_document(number: str, gaps: list[str], wide: bool, ten: str) -> None:
    typed = number.translate(WIDE) if wide else number
    typed = typed[:17] + ten if number.endswith("X") else typed
    assert parse(gaps[0] + "".join(map("".join, zip(typed, gaps[1:], strict=True)))) == parse(number)


@given(number=resident_numbers())
def test_a_number_says_when_its_holder_was_born(number: str) -> None:
    found = parse(number)
    assert found.number == number
    assert f"{found.born:%Y%m%d}" == number[6:14]
    assert not found.void


@given(number=resident_numbers(), position=st.integers(0, 17), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(number: str, position: int, digit: str) -> None:
    assume(number[position] != digit)
    defect(number[:position] + digit + number[position + 1 :])


@given(number=resident_numbers(), position=st.integers(0, 16))
def test_two_digits_in_wrong_order_are_always_noticed(number: str, position: int) -> None:
    a, b = number[position], number[position + 1]
    assume(a != b)
    defect(number[:position] + b + a + number[position + 2 :])


@given(number=resident_numbers())
def test_the_old_fifteen_digits_are_the_same_document(number: str) -> None:
    assume(number[6:8] == "19")
    assume(number[14:17] < "996")
    old = parse(number[:6] + number[8:17])
    assert old.key == parse(number).key
    assert old.void


def test_the_old_number_of_one_born_before_1900_has_an_order_from_996() -> None:
    assert parse("110105991231996").born == date(1899, 12, 31)
    assert parse("110105991231995").born == date(1999, 12, 31)


@pytest.mark.parametrize("number", ["810000199408230021", "830000199201300022"])
@pytest.mark.parametrize("kind", ["residence_permit", "resident_card", "permanent_residence"])
def test_the_number_itself_says_that_it_is_a_residence_permits(number: str, kind: str) -> None:
    assert parse(number, kind).kind is DocumentKind.RESIDENCE_PERMIT


def test_a_foreigners_card_begins_with_nine() -> None:
    body = "91133619850101001"
    assert parse(body + eighteen.check_digit(body)).kind is DocumentKind.PERMANENT_RESIDENCE


def test_a_foreigners_older_card_is_never_read_as_an_old_resident_card() -> None:
    assert parse("FRA 3100 9001 0112", "permanent_residence").number == "FRA310090010112"
    assert defect("310115900101123", "permanent_residence") is Defect.LENGTH


def test_an_unknown_place_is_no_defect() -> None:
    body = "19000119900101001"
    assert not parse(body + eighteen.check_digit(body)).place_known
    assert parse(CARD).place_known


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("", Defect.EMPTY),
        (" - \u200b ", Defect.EMPTY),
        ("1101051949123100", Defect.LENGTH),
        ("1101051949123100211", Defect.LENGTH),
        ("1" * 65, Defect.LENGTH),
        ("11010519491231002A", Defect.CHARACTER),
        ("1101051949X231002X", Defect.CHARACTER),
        ("1101051949123100/X", Defect.CHARACTER),
        ("١1010519491231002X", Defect.CHARACTER),  # an Arabic-Indic digit, which int() would take
        ("1101051949ß231002X", Defect.CHARACTER),
        ("11010519490230002X", Defect.DATE),
        ("11010500000101002X", Defect.DATE),
        ("11010517991231002X", Defect.DATE),
        ("110105499931002", Defect.DATE),
        ("110105202003030018", Defect.FUTURE),
        ("110105194912310021", Defect.CHECK_DIGIT),
    ],
)
def test_each_defect_of_a_resident_card_is_named(number: str, expected: Defect) -> None:
    assert defect(number) is expected


def test_a_wrong_character_is_pointed_at_and_never_repeated() -> None:
    found = refusal("11010519491A31002X")
    assert found.field == "number"
    assert found.facts == {"defect": Defect.CHARACTER, "position": 12}


def test_a_kind_that_nobody_issues_is_refused_by_name() -> None:
    assert (refusal(CARD, "library_card").field, defect(CARD, "library_card")) == ("kind", Defect.KIND)


def test_those_born_today_may_have_a_number_and_those_born_tomorrow_not() -> None:
    body = f"110105{TODAY:%Y%m%d}001"
    number = body + eighteen.check_digit(body)
    assert parse(number).born == TODAY
    assert defect(number, today=TODAY - timedelta(days=1)) is Defect.FUTURE


@pytest.mark.parametrize("typed", ["H1234567801", "h 12345678", "Ｈ12345678 02"])
def test_a_renewed_travel_permit_is_the_same_document(typed: str) -> None:
    assert parse(typed, "travel_permit").number == "H12345678"


@pytest.mark.parametrize(
    ("typed", "expected"), [("12345678", None), ("K12345678", Defect.CHARACTER), ("H1234567", Defect.CHARACTER),
                            ("H123456789", Defect.LENGTH)]
)  # fmt: skip
def test_a_travel_permit_has_a_letter_or_eight_digits(typed: str, expected: Defect | None) -> None:
    if expected is None:
        assert parse(typed, "travel_permit").number == typed
    else:
        assert defect(typed, "travel_permit") is expected


def test_a_passport_is_known_by_its_issuer_and_number() -> None:
    assert parse("e 1234 5678", "passport", "chn").key == parse("E12345678", "passport", "CHN").key
    assert parse("E12345678", "passport", "CHN").key != parse("E12345678", "passport", "FRA").key


@pytest.mark.parametrize(
    ("number", "issuer", "expected"),
    [
        ("E12345678", "", Defect.ISSUER),
        ("E12345678", "C1", Defect.ISSUER),
        ("E1234", "CHN", Defect.LENGTH),
        ("E123456789012", "CHN", Defect.LENGTH),
        ("ABCDEFGH", "CHN", Defect.CHARACTER),
    ],
)
def test_each_defect_of_a_passport_is_named(number: str, issuer: str, expected: Defect) -> None:
    assert defect(number, "passport", issuer) is expected


@given(kind=st.sampled_from([*DocumentKind, "other"]), text=st.text(), issuer=st.text(max_size=4))
def test_any_text_is_read_or_refused_and_a_refusal_repeats_none_of_it(kind: str, text: str, issuer: str) -> None:
    try:
        again = parse(parse(text, kind, issuer).number, kind, issuer)
        assert again == parse(text, kind, issuer)
    except Refused as refused:
        assert set(refused.facts) <= {"defect", "position", "length"}


@pytest.mark.parametrize(
    ("number", "masked"), [(CARD, "110***********002X"), ("E12345678", "E*****678"), ("H12345678", "H*****678")]
)
def test_a_mask_shows_less_than_half(number: str, masked: str) -> None:
    assert masks.number(number) == masked


def test_masks_of_names_and_phones() -> None:
    assert masks.name("王小明") == "王**"
    assert masks.name("王") == "*"
    assert masks.phone("+8613812345678") == "138****5678"
    assert masks.phone("110") == "***"
