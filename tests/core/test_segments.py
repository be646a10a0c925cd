"""A text's length as it is paid for: the boundaries of 3GPP TS 23.038 and 23.040."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import segments
from evenhand.core.segments import Encoding, Length

pytestmark = pytest.mark.req("people:K7")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Length(Encoding.GSM_7, 0, 1)),
        ("a" * 160, Length(Encoding.GSM_7, 160, 1)),
        ("a" * 161, Length(Encoding.GSM_7, 161, 2)),
        ("a" * 306, Length(Encoding.GSM_7, 306, 2)),
        ("a" * 307, Length(Encoding.GSM_7, 307, 3)),
        ("€" * 80, Length(Encoding.GSM_7, 160, 1)),
        ("€" * 81, Length(Encoding.GSM_7, 162, 2)),
        ("口" * 70, Length(Encoding.UCS_2, 70, 1)),
        ("口" * 71, Length(Encoding.UCS_2, 71, 2)),
        ("口" * 134, Length(Encoding.UCS_2, 134, 2)),
        ("口" * 135, Length(Encoding.UCS_2, 135, 3)),
        ("😷" * 35, Length(Encoding.UCS_2, 70, 1)),
        ("😷" * 36, Length(Encoding.UCS_2, 72, 2)),
        ("ç", Length(Encoding.UCS_2, 1, 1)),
    ],
)
def test_lengths_at_the_boundaries(text: str, expected: Length) -> None:
    assert segments.measure(text) == expected


def test_no_character_is_cut_in_two() -> None:
    assert segments.measure("a" + "€" * 76 + "a" + "€" * 76) == Length(Encoding.GSM_7, 306, 2)
    assert segments.measure("€" * 153) == Length(Encoding.GSM_7, 306, 3)  # 76 fit a part of 153 and leave a place empty


def test_the_alphabet_has_the_places_of_the_standard() -> None:
    assert len(segments.BASIC) == 127  # 128 less the escape
    assert len(segments.EXTENDED) == 10


@given(text=st.text(max_size=400), more=st.text(max_size=20))
def test_a_longer_text_never_costs_less(text: str, more: str) -> None:
    assert segments.measure(text).segments <= segments.measure(text + more).segments
