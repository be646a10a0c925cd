"""What a person sees when something fails: each failure, and the tests that provoke it."""

import pytest

from tests.house.test_requirements import proofs

PROVOKED = {
    "the reply is lost": [
        "tests/browser/test_journeys.py::test_a_lost_reply_is_asked_for_again_and_two_presses_are_one"
    ],
    "too many at once": [
        "tests/gate/test_storms.py::test_a_line_that_is_full_says_so_at_once_and_whoever_is_in_it_is_served",
        "tests/web/test_claim.py::test_a_gate_that_does_not_answer_leaves_the_same_request_open",
    ],
    "the message is late": [
        "tests/web/test_verify.py::test_a_second_code_at_once_is_refused_with_the_time_of_the_next",
        "tests/apps/notices/test_sending.py::test_whom_no_message_reaches_is_called_once_and_hears_the_digits_one_by_one",
    ],
    "the payment is unknown": [
        "tests/web/test_parcel.py::test_a_payment_nobody_knows_of_yet_keeps_the_units_and_charges_nothing"
    ],
    "the merchant declines": [
        "tests/apps/fulfilment/test_counting.py::test_a_declined_order_goes_once_to_another_outlet_and_then_back_to_its_person"
    ],
    "nobody is found at the door": [
        "tests/web/test_staff.py::test_two_visits_in_vain_send_the_parcel_back_to_the_shelf"
    ],
    "the draw is put off": [
        "tests/apps/ballots/test_afterwards.py::test_a_void_takes_two_officials_and_the_next_attempt_has_the_round_a_day_later"
    ],
    "the session is over": ["tests/web/test_verify.py::test_nobody_is_hurried_a_form_that_comes_too_late_is_kept"],
    "figures are old": ["tests/web/test_panels.py::test_old_figures_turn_amber_and_say_so"],
    "something breaks": [
        "tests/web/test_doors.py::test_a_failure_is_an_apology_with_its_number",
        "tests/web/test_doors.py::test_a_database_that_is_away_asks_to_wait",
    ],
}
"""An identity service that is down is missing: there is none yet that could be."""


@pytest.mark.req("people:Z1")
@pytest.mark.parametrize("failure", list(PROVOKED))
def test_each_failure_is_provoked(failure: str) -> None:
    assert [test for test in PROVOKED[failure] if test not in proofs()] == []
