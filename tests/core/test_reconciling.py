"""Two lists that agree have no differences; each way to disagree is named."""

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from evenhand.core.reconciling import Difference, Ours, compare

AMOUNTS = st.dictionaries(st.uuids(), st.integers(1, 10**6), max_size=20)


@given(AMOUNTS)
def test_lists_that_agree_have_no_difference(theirs: dict[UUID, int]) -> None:
    ours = {id: Ours(fen, paid=True) for id, fen in theirs.items()}
    assert compare(ours | {uuid4(): Ours(5, paid=False)}, theirs) == []


@given(AMOUNTS, st.data())
def test_one_changed_payment_is_the_one_difference(theirs: dict[UUID, int], data: st.DataObject) -> None:
    theirs[odd := uuid4()] = 500
    ours = {id: Ours(fen, paid=True) for id, fen in theirs.items()}
    kind = data.draw(st.sampled_from(Difference))
    match kind:
        case Difference.UNKNOWN_HERE:
            del ours[odd]
        case Difference.UNPAID_HERE:
            ours[odd] = Ours(500, paid=False)
        case Difference.UNPAID_THERE:
            del theirs[odd]
        case Difference.AMOUNT:
            theirs[odd] = 501
    assert [(found.payment, found.difference) for found in compare(ours, theirs)] == [(odd, kind)]
