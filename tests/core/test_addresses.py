"""An address that is picked is the same door as one that is written."""

import pytest

from evenhand.core import addresses


@pytest.mark.parametrize("rest", ["3栋 2-501", "城北社区3栋2-501", " 城北社区，3栋 2-501 "])
def test_a_picked_community_and_a_written_one_are_one_door(rest: str) -> None:
    assert addresses.canonical(addresses.within("城北社区", rest)) == "城北社区3栋2-501"


def test_control_another_community_is_another_door() -> None:
    assert addresses.canonical(addresses.within("城南社区", "3栋2-501")) != "城北社区3栋2-501"
