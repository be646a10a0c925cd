"""What is sealed opens in its own cell, under its own key, and nowhere else."""

import secrets
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.apps.residents.vault import Cell, KeyMissing, Unreadable, Vault, seal, unseal
from evenhand.core import keys

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
CELL = Cell("here", "residents_sealed", "name", UUID(int=1))
NONCE = bytes(12)

pytestmark = pytest.mark.req("trust:S10")


@given(text=st.text(), key=st.binary(min_size=32, max_size=32), nonce=st.binary(min_size=12, max_size=12))
def test_a_box_opens_with_its_key_in_its_cell(text: str, key: bytes, nonce: bytes) -> None:
    assert unseal(key, CELL, seal(key, CELL, text, nonce)) == text


@pytest.mark.parametrize(
    "elsewhere",
    [
        Cell("there", "residents_sealed", "name", UUID(int=1)),
        Cell("here", "residents_code", "name", UUID(int=1)),
        Cell("here", "residents_sealed", "phone", UUID(int=1)),
        Cell("here", "residents_sealed", "name", UUID(int=2)),
        Cell("her", "eresidents_sealed", "name", UUID(int=1)),
    ],
    ids=["city", "table", "column", "row", "the same letters, cut elsewhere"],
)
def test_a_box_opens_in_no_other_cell(elsewhere: Cell) -> None:
    with pytest.raises(Unreadable):
        unseal(KEY, elsewhere, seal(KEY, CELL, "text", NONCE))


def test_a_box_opens_with_no_other_key() -> None:
    with pytest.raises(Unreadable):
        unseal(OTHER, CELL, seal(KEY, CELL, "text", NONCE))


@given(position=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_a_changed_box_does_not_open(position: int, flip: int) -> None:
    box = bytearray(seal(KEY, CELL, "some text", NONCE))
    box[position % len(box)] ^= flip
    with pytest.raises(Unreadable):
        unseal(KEY, CELL, bytes(box))


@pytest.mark.parametrize("length", [0, 5, 12, 27])
def test_a_box_cut_short_does_not_open(length: int) -> None:
    with pytest.raises(Unreadable):
        unseal(KEY, CELL, seal(KEY, CELL, "", NONCE)[:length])


def test_a_city_never_seals_twice_with_one_nonce() -> None:
    drawn: list[bytes] = []

    def draw(size: int) -> bytes:
        drawn.append(secrets.token_bytes(size))
        return drawn[-1]

    safe = Vault("here", [KEY], draw)
    boxes = [safe.seal(CELL, "text") for _ in range(100)] + [safe.wrap(UUID(int=1), OTHER)]
    assert [box[:12] for box in boxes] == drawn
    assert len(set(drawn)) == len(boxes)


def test_a_persons_key_opens_under_any_of_the_citys_keys_and_only_for_that_person() -> None:
    old = Vault("here", [KEY])
    wrapped = old.wrap(UUID(int=1), OTHER)
    both = Vault("here", [OTHER, KEY])
    assert both.unwrap(UUID(int=1), old.key_id, wrapped) == OTHER
    assert both.key_id == keys.key_id(OTHER)
    with pytest.raises(Unreadable):
        both.unwrap(UUID(int=2), old.key_id, wrapped)
    with pytest.raises(KeyMissing, match="not among"):
        Vault("here", [OTHER]).unwrap(UUID(int=1), old.key_id, wrapped)


def test_what_cannot_be_read_is_named_by_its_place_and_nothing_else() -> None:
    with pytest.raises(Unreadable) as unreadable:
        unseal(KEY, CELL, b"a box of something else entirely")
    assert str(unreadable.value) == f"residents_sealed.name of {UUID(int=1)}"
    assert unreadable.value.__suppress_context__
