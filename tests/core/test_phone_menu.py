"""The phone menu, whatever keys are pressed: nothing is booked by a stranger, and every call ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import phone_menu
from evenhand.core.phone_menu import MISSES, Act, Call, Step

pytestmark = pytest.mark.req("people:H4")
KEYS = st.lists(st.sampled_from(["", *"0123456789*#", "1234", "123*", "12345", "１", "x"]), max_size=40)


def through(keys: list[str], right: bool) -> list[tuple[Call, Act]]:
    """What a call came to, key by key, until it ended."""
    call, came = Call("c1"), []
    for said in keys:
        call, act = phone_menu.press(call, said)
        came.append((call, act))
        if act is Act.IDENTIFY and right:
            call = phone_menu.known(call, "p1")
        elif act is Act.IDENTIFY:
            call, act = phone_menu.unknown(call)
            came.append((call, act))
        if act in (Act.OPERATOR, Act.HANG_UP):
            break
    return came


@given(keys=KEYS)
def test_nothing_is_booked_by_a_stranger(keys: list[str]) -> None:
    assert [act for _, act in through(keys, right=False) if act is Act.BOOK] == []


@given(keys=KEYS)
def test_only_a_known_caller_who_heard_an_offer_books(keys: list[str]) -> None:
    came = through(keys, right=True)
    assert all(call.person == "p1" and call.step is Step.ANSWER for call, act in came if act is Act.BOOK)


@given(keys=KEYS)
def test_who_is_lost_three_times_is_put_through(keys: list[str]) -> None:
    call, act = (through(keys, right=True) or [(Call("c1"), Act.NOTHING)])[-1]
    for _ in range(MISSES):
        if act not in (Act.OPERATOR, Act.HANG_UP):
            call, act = phone_menu.press(call, "")
    assert act in (Act.OPERATOR, Act.HANG_UP)


def test_a_call_from_hello_to_the_answer() -> None:
    came = through(["1", "1", "12", "", "123*", "2", "9", "1", ""], right=True)
    assert [act for _, act in came] == [
        Act.NOTHING,
        Act.NOTHING,
        Act.MISSED,
        Act.MISSED,
        Act.IDENTIFY,
        Act.NEXT,
        Act.REPEAT,
        Act.BOOK,
        Act.HANG_UP,
    ]
    assert phone_menu.last_four("123*") == "123X"
