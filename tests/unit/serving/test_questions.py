"""What the edge takes for a question, and as whom it is asked."""

from datetime import date

import pytest

from assistant.errors import InvalidQuestionError
from assistant.exchange import Asker, Role, Turn
from serving.errors import InvalidLineError
from serving.schemas import AskIn, parse, question_from
from serving.validation import MAX_QUESTION

OPERATOR = Asker(role=Role.ADMIN)
DOCTOR = Asker(role=Role.DOCTOR, person="p1", groups=frozenset({"all", "staff"}), department="心内科")


def question(asker=OPERATOR, **fields):
    return question_from(parse(AskIn, {"question": "血压多少算高？"} | fields), asker)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        pytest.param({"question": ""}, "empty", id="empty"),
        pytest.param({"question": " \n\t　"}, "empty", id="white"),
        pytest.param({"question": "a" * 1_000_000}, str(MAX_QUESTION), id="one-megabyte"),
        pytest.param({"question": "secret\x00words"}, "U+0000", id="nul"),
        pytest.param({"question": "secret\x1b[31m"}, "U+001B", id="escape"),
        pytest.param({"question": "secret\ud83d"}, "U+D83D", id="half-a-character"),
        pytest.param({"role": "surgeon"}, "doctor, patient, clerk", id="role"),
        pytest.param({"role": "admin"}, "doctor, patient, clerk", id="role-that-does-not-ask"),
        pytest.param({"as_of": "2024-02-30"}, "YYYY-MM-DD", id="no-such-day"),
        pytest.param({"as_of": "20240201"}, "YYYY-MM-DD", id="other-form"),
        pytest.param({"as_of": ""}, "YYYY-MM-DD", id="empty-day"),
        pytest.param({"collection": "../etc"}, "collection", id="collection"),
        pytest.param({"history": [{"speaker": "patient", "text": "secret\x00"}]}, "history.0", id="history"),
        pytest.param({"history": [{"speaker": "patient", "text": "a"}] * 201}, "201", id="long-history"),
    ],
)
def test_a_bad_question_is_refused_with_what_which_and_what_to_do(fields, word):
    with pytest.raises(InvalidQuestionError) as refused:
        question(**fields)
    assert word in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param({}, id="no-question"),
        pytest.param({"question": 7}, id="number"),
        pytest.param({"question": None}, id="null"),
        pytest.param({"question": "a", "history": "secret"}, id="history-is-text"),
        pytest.param({"question": "a", "history": [{"speaker": "secret", "text": "a"}]}, id="speaker"),
        pytest.param(["secret"], id="list"),
    ],
)
def test_a_field_of_the_wrong_type_is_named_without_its_value(line):
    with pytest.raises(InvalidLineError) as refused:
        parse(AskIn, line)
    assert "field" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_null_is_the_same_as_absent_and_unknown_fields_are_ignored():
    fields = dict.fromkeys(("role", "as_of", "history", "collection", "twin"))
    made = question(**fields, colour="blue")
    assert (made.asker.role, made.as_of, made.history, made.collection) == (
        Role.PATIENT,
        None,
        (),
        "guidelines",
    )


def test_everything_stated_arrives():
    made = question(
        id=7, as_of="2020-01-31", collection="bioasq", history=[{"speaker": "doctor", "text": "前文"}]
    )
    assert (made.id, made.as_of, made.collection) == ("7", date(2020, 1, 31), "bioasq")
    assert made.history == (Turn("doctor", "前文"),)


@pytest.mark.parametrize(
    ("text", "language"),
    [("血压多少算高？", "zh"), ("What is high blood pressure?", "en"), ("Что такое давление?", None)],
    ids=["zh", "en", "third"],
)
def test_the_language_comes_from_the_question(text, language):
    assert question(question=text).language == language


def test_an_operator_states_the_role_and_is_a_patient_otherwise():
    assert question().asker.role is Role.PATIENT
    assert question(role="doctor").asker.role is Role.DOCTOR


@pytest.mark.parametrize(
    ("own", "stated", "asks_as"),
    [
        pytest.param(Role.DOCTOR, None, Role.DOCTOR, id="doctor"),
        pytest.param(Role.DOCTOR, "doctor", Role.DOCTOR, id="doctor-says-so"),
        pytest.param(Role.DOCTOR, "patient", Role.PATIENT, id="doctor-as-patient"),
        pytest.param(Role.PATIENT, "doctor", Role.PATIENT, id="patient-as-doctor"),
        pytest.param(Role.CLERK, "doctor", Role.CLERK, id="clerk-as-doctor"),
        pytest.param(Role.ADMIN, "doctor", Role.PATIENT, id="administrator-as-doctor"),
    ],
)
def test_the_signed_in_role_holds_and_a_body_can_only_lower_it(own, stated, asks_as):
    assert question(Asker(role=own, person="p3"), role=stated).asker.role is asks_as


def test_a_lowered_role_leaves_its_reading_groups_behind():
    lowered = question(DOCTOR, role="patient").asker
    assert (lowered.role, lowered.person, lowered.groups) == (Role.PATIENT, "p1", frozenset({"all"}))
