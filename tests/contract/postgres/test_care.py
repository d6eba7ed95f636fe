"""Health files and follow-up plans keep their law on PostgreSQL."""

from tests.unit.follow_up.conftest import gate, practice  # noqa: F401 - the same fixtures
from tests.unit.follow_up.test_room import (  # noqa: F401 - what is kept, not what is judged without a store
    test_a_channel_is_told_who_is_asked_without_a_word_of_the_plan,
    test_new_terms_keep_the_old_ones_and_what_was_answered_under_them,
    test_silence_is_told_once_and_a_late_answer_still_counts,
    test_the_chain_vouches_for_every_step_and_holds_no_word,
    test_who_withdraws_is_asked_no_more_and_the_plan_says_why,
)
from tests.unit.health_file.test_room import (  # noqa: F401 - the same
    test_each_look_of_staff_and_each_change_is_a_link_without_words,
    test_nothing_is_kept_or_read_without_consent,
    test_the_words_lie_sealed,
    test_what_was_said_is_neither_replaced_nor_inferred,
)
