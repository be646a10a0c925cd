"""Cartons say what they hold in the words of GS1; what only looks like it is not believed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import gs1
from evenhand.core.gs1 import Carton

TODAY = date(2026, 12, 5)
WHOLE = Carton("09506000134352", "ABC123", date(2026, 11, 1), date(2027, 6, 30), 500)


@pytest.mark.req("people:M2")
@pytest.mark.parametrize(
    "text",
    [
        "(01)09506000134352(10)ABC123(11)261101(17)270630(37)500",
        "]C1010950600013435210ABC123\x1d112611011727063037500",
        "0109506000134352112611011727060037500\x1d10ABC123",
    ],
)
def test_a_carton_is_read_in_brackets_and_as_scanners_send_it(text: str) -> None:
    assert gs1.read(text, today=TODAY) == WHOLE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "L-7",
        "(01)09506000134353",
        "(17)271301",
        "(17)27063",
        "(99)",
        "x(10)A",
        "01095060001343",
        "(37)5x",
        "7QK2-M8XR",
    ],
)
def test_what_is_no_element_string_says_nothing(text: str) -> None:
    assert gs1.read(text, today=TODAY) is None


@pytest.mark.parametrize(("digits", "year"), [("770101", 1977), ("760101", 2076), ("261231", 2026), ("000101", 2000)])
def test_a_year_lies_in_the_nearest_century(digits: str, year: int) -> None:
    carton = gs1.read(f"(17){digits}", today=TODAY)
    assert carton and carton.best_before and carton.best_before.year == year


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    gs1.read(text, today=TODAY)
