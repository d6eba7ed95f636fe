"""Anybody reports, the safety officer looks after it, nobody else reads it, nothing of it is lost."""

import csv
import io

import pytest

from assistant.audit import Intact
from assistant.errors import AccessDeniedError, SafetyError, UnknownIncidentError
from assistant.exchange import Asker, Question, Role
from assistant.safety.incidents import Wanted, as_csv
from tests.fakes.outcomes import OUTCOMES
from tests.unit.safety.conftest import AN, AUDITOR, DOCTOR, PATIENT


def asked(person=PATIENT, identity="q-7"):
    return Question(id=identity, text="高血压要注意什么", asker=person, language="zh")


def reported(office, words="答复里的数字不对", who=PATIENT, **fields):
    return office.rooms.incidents.report(who, "wrong", words, **fields)


def handle(office, one, who=AN, **fields):
    wanted = {"version": one.version, "severity": "minor", "status": "examining", "note": "looked at it"}
    return office.rooms.incidents.handle(one.incident_id, who, **wanted | fields)


def test_a_report_stands_with_the_record_of_the_answer_it_is_about(office):
    office.records.append(asked(), OUTCOMES["answered"])
    record = office.records.append(asked(identity="q-8"), OUTCOMES["answered"])
    office.records.append(asked(DOCTOR, "q-8"), OUTCOMES["answered"])
    for answer in ("q-8", record):
        one = reported(office, answer=answer)
        assert (one.about, one.status, one.severity) == (record, "new", "unrated")
    assert office.records.replay(record).question.id == "q-8"
    with pytest.raises(SafetyError, match="no such answer of yours"):
        reported(office, answer="q-8", who=Asker(role=Role.CLERK, person="p_else"))


def test_what_was_found_wrong_elsewhere_is_about_the_first_answer_on_record(office):
    record = office.records.append(asked(identity="talk:direction"), OUTCOMES["answered"])
    noted = office.rooms.incidents.note
    assert noted(PATIENT, "wrong", "科室不对", answers=("talk", "talk:direction")).about == record
    assert noted(PATIENT, "other", "科室不对", answers=("another",)).about is None


def test_it_is_rated_and_acted_on_step_by_step_and_each_step_stays(office):
    one = reported(office)
    seen = handle(office, one)
    done = handle(office, seen, severity="severe", status="closed", note="passage withdrawn")
    assert [(step.status, step.severity, step.note) for step in done.handled] == [
        ("examining", "minor", "looked at it"),
        ("closed", "severe", "passage withdrawn"),
    ]
    assert office.again().rooms.incidents.one(one.incident_id, AUDITOR) == done
    checked = office.records.verify()
    assert isinstance(checked, Intact)
    assert checked.links == 3


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        pytest.param({"version": 9}, "version 1", id="out-of-date"),
        pytest.param({"note": " "}, "say why", id="no-note"),
        pytest.param({"status": "new"}, "not new", id="back-to-new"),
        pytest.param({"status": "closed", "severity": "unrated"}, "rate", id="closed-unrated"),
    ],
)
def test_a_step_that_says_too_little_changes_nothing(office, fields, why):
    one = reported(office)
    with pytest.raises(SafetyError, match=why):
        handle(office, one, **fields)
    assert office.rooms.incidents.one(one.incident_id, AN) == one


def test_a_reporter_sees_ones_own_and_only_who_oversees_acts(office):
    mine, other = reported(office), reported(office, who=DOCTOR)
    rooms = office.rooms.incidents
    assert rooms.incidents(PATIENT) == (mine,)
    assert rooms.incidents(AN) == rooms.incidents(AUDITOR) == (other, mine)
    with pytest.raises(UnknownIncidentError):
        rooms.one(other.incident_id, PATIENT)
    for who in (PATIENT, DOCTOR, AUDITOR):
        with pytest.raises(AccessDeniedError):
            handle(office, mine, who)
    with pytest.raises(UnknownIncidentError):
        rooms.handle("i_none", AN, version=1, severity="minor", status="acted", note="x")


@pytest.mark.parametrize(
    ("words", "who", "why"),
    [
        pytest.param(" ", PATIENT, "say what", id="nothing"),
        pytest.param("x" * 4_001, PATIENT, "say what", id="too-much"),
        pytest.param("x", Asker(role=Role.ADMIN), "signed in", id="operator"),
    ],
)
def test_a_report_that_cannot_be_taken_is_told_why(office, words, who, why):
    with pytest.raises(SafetyError, match=why):
        reported(office, words, who)


def test_incidents_are_filtered_and_written_for_a_spreadsheet_that_runs_no_formula(office):
    plain, sly = reported(office), reported(office, '=HYPERLINK("http://x","y")\n第二行, "引号"')
    handle(office, plain, status="acted", severity="moderate", note="told the ward")
    rooms = office.rooms.incidents
    assert rooms.incidents(AN, Wanted(statuses=frozenset({"new"}))) == (sly,)
    assert rooms.incidents(AN, Wanted(severities=frozenset({"severe"}))) == ()
    assert len(rooms.incidents(AN, Wanted(kinds=frozenset({"wrong"})))) == 2
    written = as_csv(rooms.incidents(AN))
    head, *rows = csv.reader(io.StringIO(written.removeprefix("\ufeff")))
    assert [dict(zip(head, row, strict=True))["status"] for row in rows] == ["new", "acted"]
    assert rows[0][head.index("words")] == "'" + sly.words
    assert "told the ward" in rows[1][head.index("done")]


def test_an_erased_reporter_leaves_what_holds_no_words(office):
    one = handle(office, reported(office), severity="severe")
    office.records.erase(PATIENT.person)
    (left,) = office.rooms.incidents.incidents(AN)
    assert (left.words, left.handled, left.severity, left.number) == (None, (), "severe", one.number)
    with pytest.raises(UnknownIncidentError):
        handle(office, left)
    assert isinstance(office.records.verify(), Intact)
