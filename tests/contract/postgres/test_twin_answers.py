"""Approved answers keep their law on PostgreSQL."""

from tests.unit.twin.test_answers import (  # noqa: F401 - what is kept, not what is judged without a store
    gate,
    test_an_answer_is_given_for_a_quarter_and_then_goes_to_the_doctor,
    test_only_its_doctor_approves_and_what_is_taken_back_is_not_given_again,
    ward,
)
