"""A health file: nothing without consent, nothing inferred, nothing replaced, each look on the chain."""

from datetime import date
from decimal import Decimal

import pytest

from assistant.consent import Purpose
from assistant.errors import ConsentNeededError, GuardianNeededError, HealthFileError, UnknownEntryError
from assistant.exchange import Turn
from assistant.handover.page import page
from assistant.health_file import Guardian, LabReport, LabResult, Statement, Visit
from assistant.health_file.deltas import deltas
from assistant.triage import Patient, triage
from tests.fakes.databases import stored_bytes
from tests.unit.follow_up.conftest import LI, PATIENT, gate, practice  # noqa: F401 - fixtures

ME = PATIENT.person
ALLERGY = Statement(topic="allergy", standing="value", said="金丝雀：小时候打青霉素起过疹子", by="self")
VISIT = Visit(urgency="C72", departments=("心内科",), complaint="头胀三天")


def result(name, value, *, code="CREA", unit="μmol/L"):
    number = None if value is None else Decimal(value)
    return LabResult(
        name=name, value=str(value), unit=unit, flag="normal", code=code, same=number, same_unit=unit
    )


@pytest.mark.story
def test_nothing_is_kept_or_read_without_consent(practice):  # noqa: F811 - the fixture
    files, consents = practice.files, practice.consents
    files.keep(ME, ALLERGY)
    consents.withdraw(ME, {Purpose.HEALTH_FILE})
    for work in (lambda: files.file(ME), lambda: files.keep(ME, VISIT)):
        with pytest.raises(ConsentNeededError):
            work()
    assert (files.agreed(ME), files.note(ME, [VISIT]), files.reported(ME)) == ("withdrawn", 0, ())
    assert files.asked_again(ME) == frozenset()
    consents.give(ME, {Purpose.HEALTH_FILE})
    assert [one.content for one in files.file(ME).entries] == [ALLERGY]
    assert files.agreed("p_other") == "never"


@pytest.mark.story
def test_what_was_said_is_neither_replaced_nor_inferred(practice):  # noqa: F811 - the fixture
    files = practice.files
    files.keep(ME, ALLERGY)
    practice.clock.pass_by(days=30)
    files.keep(ME, Statement(topic="allergy", standing="denied", said="没有过敏", by="family"))
    files.keep(ME, Statement(topic="operations", standing="unknown", said="", by="self"))
    told = {(one.topic, one.standing, one.by, one.said_on) for one in files.file(ME).reported()}
    assert ("allergy", "denied", "family", date(2026, 7, 1)) in told
    assert ("allergy", "value", "self", date(2026, 6, 1)) in told
    assert ("operations", "unknown", "self", date(2026, 7, 1)) in told
    assert ("pregnancy", "unknown", None, None) in told


@pytest.mark.story
def test_a_hand_over_says_what_was_reported_when_and_by_whom(practice):  # noqa: F811 - the fixture
    practice.files.keep(ME, ALLERGY)
    packet = practice.work.packet(practice.work.seen(practice.ticket(), LI))
    assert "起过疹子" in page(packet, language="zh")
    assert "2026-06-01 本人所述，未核实" in page(packet, language="zh")
    practice.consents.withdraw(ME, {Purpose.HAND_OVER})
    with pytest.raises(ConsentNeededError):
        practice.files.for_staff(ME, by="p_li", ticket="t")
    assert practice.files.reported(ME) == ()


@pytest.mark.story
def test_each_look_of_staff_and_each_change_is_a_link_without_words(practice):  # noqa: F811 - the fixture
    files = practice.files
    entry = files.keep(ME, ALLERGY)
    files.for_staff(ME, by="p_li", ticket="2222-2222")
    files.remove(ME, entry.entry_id)
    with pytest.raises(UnknownEntryError):
        files.remove(ME, entry.entry_id)
    with practice.database.reading() as session:
        kept = "SELECT decision, versions FROM record ORDER BY seq"
        rows = session.connection().exec_driver_sql(kept).all()
    assert [one for one, _ in rows] == ["health_file:kept", "health_file:looked", "health_file:removed"]
    assert practice.recorder.verify().links == 3
    assert "金丝雀" not in str(rows)


@pytest.mark.story
def test_the_words_lie_sealed(practice, tmp_path):  # noqa: F811 - the fixture
    practice.files.keep(ME, ALLERGY)
    assert "金丝雀".encode() not in stored_bytes(tmp_path / "house.sqlite3")


@pytest.mark.story
def test_a_childs_file_is_a_guardians_to_agree_to(practice):  # noqa: F811 - the fixture
    child = Guardian(name="王女士", relation="母亲", born=date(2015, 1, 1))
    with pytest.raises(GuardianNeededError):
        practice.files.keep(ME, child)
    practice.consents.withdraw(ME, {Purpose.HEALTH_FILE})
    practice.consents.give(ME, {Purpose.HEALTH_FILE}, given_as="guardian")
    practice.files.keep(ME, child)
    practice.files.keep(ME, VISIT)
    assert practice.files.file(ME).guardian() == child


@pytest.mark.story
@pytest.mark.parametrize(
    "content",
    [
        Statement(topic="allergy", standing="value", said="  ", by="self"),
        Statement(topic="allergy", standing="value", said="很" * 501, by="self"),
        Guardian(name="", relation="母亲"),
        Guardian(name="王女士", relation="母亲", born=date(2999, 1, 1)),
    ],
    ids=["empty", "long", "nameless", "unborn"],
)
def test_what_says_nothing_is_refused(practice, content):  # noqa: F811 - the fixture
    with pytest.raises(HealthFileError):
        practice.files.keep(ME, content)


def test_only_the_same_test_in_the_same_unit_is_compared():
    march, may = date(2026, 3, 1), date(2026, 5, 1)
    earlier = [
        (may, LabReport(results=(result("肌酐", "1.1", unit="mg/dL"), result("未知", "5", code=None)))),
        (march, LabReport(results=(result("血肌酐", "80"), result("尿酸", "300", code="UA")))),
    ]
    now = LabReport(
        results=(
            result("肌酐", "100"),
            result("未知", "9", code=None),
            result("尿酸", None, code="UA"),
            result("钾", "4", code="K"),
        )
    )
    (found,) = deltas(now, earlier)
    assert (found.code, found.before_on, found.difference, found.percent) == ("CREA", march, 20, 25)
    zero = [(may, LabReport(results=(result("x", "0"),)))]
    assert deltas(LabReport(results=(result("x", "3"),)), zero)[0].percent is None


STORIES = (
    "我头晕半天了，25岁，女",
    "我肚子疼两天，30岁女",
    "突然胸口压着疼，喘不上气，40岁女",
    "流鼻涕三天，女，33岁",
    "I have had a headache since yesterday, woman, 28",
)


@pytest.mark.story
def test_a_pregnancy_once_reported_is_asked_before_any_direction_and_lowers_no_urgency():
    levels, interviewer = ("E120", "ED", "C24", "C72", "SELF"), triage()
    for said in STORIES:
        turns = [Turn("patient", said)]
        plain = interviewer.interview(turns, Patient())
        known = interviewer.interview(turns, Patient(once_pregnant=True))
        assert levels.index(known.urgency) <= levels.index(plain.urgency)
        assert "pregnancy_lmp" not in known.slots
        if plain.urgency in {"E120", "ED"}:
            assert known.done
        else:
            assert (known.done, "pregnancy_lmp" in known.missing) == (False, True)
    man = interviewer.interview([Turn("patient", "我头晕，25岁，男")], Patient(once_pregnant=True))
    assert "pregnancy_lmp" not in man.missing
