"""Kept records: who may do what, what a signature takes, what stays for ever."""

from dataclasses import replace

import pytest

from assistant.charts import Amendment, ChartState, Coded, Patient
from assistant.charts.labelling import label_of
from assistant.errors import (
    AccessDeniedError,
    ChartMovedError,
    ChartStateError,
    UnknownChartError,
    UnsignableError,
)
from assistant.exchange import Asker, Role
from tests.unit.charts.conftest import HISTORY, LI, PATIENT, WU, ZHOU, a_sheet, new_chart


def part(kept, name):
    return next(one for one in kept.sheet.parts if one.name == name)


def test_a_draft_is_kept_as_the_machine_wrote_it(office):
    kept = office.kept()
    again = office.room.one(kept.chart.chart_id, LI)
    assert again == kept
    assert again.sheet == a_sheet()
    assert [(one.number, one.kind, one.by) for one in office.room.versions(kept.chart.chart_id, LI)] == [
        (1, "machine", "machine")
    ]


def test_an_edit_keeps_the_sources_of_what_it_leaves(office):
    kept = office.edit(office.kept(), 现病史="心慌两天。否认胸痛及胸闷。夜间加重。")
    lines = part(kept, "现病史").lines
    assert [(line.text, line.by, len(line.sources)) for line in lines] == [
        ("心慌两天。", None, 1),
        ("否认胸痛及胸闷。", "p_li", 1),
        ("夜间加重。", "p_li", 0),
    ]


def test_every_version_can_be_read_and_restored(office):
    kept = office.kept()
    chart_id = kept.chart.chart_id
    office.edit(kept, 现病史="别的。")
    back = office.room.restore(chart_id, 1, LI, version=2)
    assert part(back, "现病史").text == "".join(HISTORY)
    assert part(office.room.written(chart_id, 2, LI), "现病史").text == "别的。"
    kinds = [(one.number, one.kind, one.by) for one in office.room.versions(chart_id, LI)]
    assert kinds == [(1, "machine", "machine"), (2, "edit", "p_li"), (3, "restored", "p_li")]


def test_of_two_who_edit_one_is_told(office):
    kept = office.kept()
    office.edit(kept, ZHOU, 主诉="心慌。")
    with pytest.raises(ChartMovedError, match="version 2") as told:
        office.edit(kept, LI, 主诉="胸闷。")
    assert told.value.version == 2
    assert part(office.room.one(kept.chart.chart_id, LI), "主诉").text == "心慌。"


def test_two_people_in_one_record_are_told_of_each_other(office):
    assert office.room.presence.touch("c_1", "p_li") == ()
    assert office.room.presence.touch("c_1", "p_zhou") == ("p_li",)
    office.clock.pass_by(minutes=3)
    assert office.room.presence.touch("c_1", "p_zhou") == ()
    office.room.presence.leave("c_1", "p_zhou")
    assert office.room.presence.touch("c_1", "p_li") == ()


@pytest.mark.parametrize(
    "asker",
    [
        pytest.param(WU, id="other-department"),
        pytest.param(replace(LI, department=None, person="p_x"), id="no-department"),
    ],
)
def test_whoever_may_not_see_a_record_is_told_there_is_none(office, asker):
    kept = office.kept()
    with pytest.raises(UnknownChartError):
        office.room.one(kept.chart.chart_id, asker)
    assert office.room.shelf(asker) == ()
    assert office.room.shelf(ZHOU) == ((kept.chart, PATIENT),)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.DOCTOR, Role.CLERK}])
def test_others_keep_no_records(office, role):
    with pytest.raises(AccessDeniedError):
        office.kept(Asker(role=role, person="p_x", department="心内科"))


def test_a_signature_vouches_for_the_text_and_the_label_names_the_doctor(office):
    kept = office.signed()
    signature = kept.written.signature
    assert kept.chart.state is ChartState.SIGNED
    assert signature.sha256 == kept.sheet.sha256
    assert set(signature.opened) >= {"主诉", "现病史"}
    assert part(kept, "医师签名").text == "李医师"
    label = label_of(kept)
    assert label.text == "AI 辅助起草，李医师审核签名"
    assert label.aigc["AIGC"]["Label"] == "1"


def test_before_it_the_label_says_that_nobody_reviewed(office):
    label = label_of(office.kept())
    assert "未经医师审核" in label.text
    assert not label.signed


def test_nobody_signs_what_nobody_opened(office):
    kept = office.edit(office.kept(), 诊断="心悸待查。")
    with pytest.raises(UnsignableError, match="主诉, 现病史"):
        office.sign(kept)
    office.room.look(kept.chart.chart_id, frozenset({"主诉"}), LI)
    with pytest.raises(UnsignableError, match="not opened since they were written: 现病史"):
        office.sign(kept)


def test_a_section_that_changed_must_be_opened_anew(office):
    kept = office.edit(office.kept(), 诊断="心悸待查。")
    office.read(kept)
    kept = office.edit(kept, ZHOU, 现病史="心慌两天。反复发作。")
    with pytest.raises(UnsignableError, match="现病史"):
        office.sign(kept)


def test_another_persons_reading_does_not_count(office):
    kept = office.edit(office.kept(), 诊断="心悸待查。")
    office.read(kept, ZHOU)
    with pytest.raises(UnsignableError):
        office.sign(kept)


def test_a_stated_whole_reading_takes_the_time_that_reading_takes(office):
    kept = office.edit(office.kept(), 诊断="心悸待查。")
    office.room.look(kept.chart.chart_id, frozenset(), LI)
    with pytest.raises(UnsignableError, match="so fast"):
        office.sign(kept, read_whole=True)
    office.clock.pass_by(seconds=20)
    signed = office.sign(kept, read_whole=True)
    assert signed.written.signature.attested
    assert signed.written.signature.dwell_s == 20


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"patient": "M-1002"}, "another patient", id="wrong-patient"),
        pytest.param({"patient": ""}, "another patient", id="no-patient"),
    ],
)
def test_the_patient_must_be_named_once_more(office, changes, why):
    kept = office.edit(office.kept(), 诊断="心悸待查。")
    office.read(kept)
    with pytest.raises(UnsignableError, match=why):
        office.sign(kept, **changes)


def test_a_required_section_that_is_empty_keeps_the_signature_back(office):
    kept = office.kept()
    office.read(kept)
    with pytest.raises(UnsignableError, match="required and empty: 诊断"):
        office.sign(kept)


def test_a_clerk_drafts_and_edits_but_never_signs(office):
    kept = office.edit(office.kept(ZHOU), ZHOU, 诊断="心悸待查。")
    office.read(kept, ZHOU)
    with pytest.raises(AccessDeniedError, match="only a doctor"):
        office.sign(kept, ZHOU)
    with pytest.raises(AccessDeniedError, match="only a doctor"):
        office.room.code(kept.chart.chart_id, (), ZHOU, version=2)


def test_after_signing_there_are_amendments_only(office):
    kept = office.signed()
    for attempt in (
        lambda: office.edit(kept, 主诉="别的。"),
        lambda: office.room.restore(kept.chart.chart_id, 1, LI, version=kept.chart.version),
        lambda: office.room.discard(kept.chart.chart_id, LI),
        lambda: office.sign(kept),
    ):
        with pytest.raises((ChartStateError, UnsignableError)):
            attempt()
    amendment = Amendment(
        person="p_li",
        name="李医师",
        at=office.clock(),
        text="补充：心电图正常。",
        reason="结果后到",
        section="现病史",
    )
    amended = office.room.amend(kept.chart.chart_id, amendment, LI)
    assert amended.chart.state is ChartState.AMENDED
    assert amended.sheet == kept.sheet
    assert amended.written.amendments == (amendment,)
    with pytest.raises(ChartStateError, match="no section"):
        office.room.amend(kept.chart.chart_id, replace(amendment, section="无"), LI)


def test_only_a_signed_record_is_amended(office):
    kept = office.kept()
    amendment = Amendment(person="p_li", name="李", at=office.clock(), text="x", reason="y")
    with pytest.raises(ChartStateError):
        office.room.amend(kept.chart.chart_id, amendment, LI)


def test_a_doctor_chooses_the_codes(office):
    kept = office.kept()
    chosen = Coded(system="院内", version="1", code="A1", name="心悸", by="p_li", at=office.clock())
    coded = office.room.code(kept.chart.chart_id, (chosen,), LI, version=1)
    assert coded.sheet.codes == (chosen,)
    assert coded.sheet.sha256 != kept.sheet.sha256


def test_every_step_is_a_link_of_the_chain_without_words(office):
    kept = office.signed()
    office.room.taken_out(kept.chart.chart_id, "pdf", LI)
    verdict = office.recorder.verify()
    assert verdict.links == 4
    links = office.room.versions(kept.chart.chart_id, LI)
    assert len({one.record_id for one in links}) == 3
    with office.store._database.reading() as session:
        stored = session.connection().exec_driver_sql("select * from chart").all()
        stored += session.connection().exec_driver_sql("select * from chart_version").all()
        told = session.connection().exec_driver_sql("select decision, person from record").all()
    assert [one.decision for one in told] == ["chart:machine", "chart:edit", "chart:signed", "chart:export"]
    for secret in ("心慌", PATIENT.name, PATIENT.reference):
        assert secret not in str(stored)
        assert secret.encode() not in b"".join(
            cell for row in stored for cell in row if isinstance(cell, bytes)
        )
        assert secret not in str(told)


def test_a_patients_records_share_one_key_and_other_patients_do_not(office):
    one, two = office.kept(), office.kept()
    other = replace(new_chart().origin, patient=Patient(reference="M-2"))
    third = office.kept(origin=other)
    with office.store._database.reading() as session:
        rows = session.connection().exec_driver_sql("select chart_id, key_id from chart").all()
    keys = {row.chart_id: row.key_id for row in rows}
    assert keys[one.chart.chart_id] == keys[two.chart.chart_id] != keys[third.chart.chart_id]


def test_the_deadline_counts_until_the_signature(office):
    due = office.clock()
    kept = office.edit(office.kept(due_at=due), 诊断="心悸待查。")
    office.clock.pass_by(minutes=1)
    assert kept.chart.overdue(office.clock())
    office.read(kept)
    assert not office.sign(kept).chart.overdue(office.clock())


def test_what_edits_cost_is_counted_without_words(office):
    kept = office.edit(
        office.kept(), 诊断="心悸待查。", 现病史="心慌两天。", seconds={"现病史": 12.0, "诊断": 9e9}
    )
    office.read(kept)
    office.sign(kept)
    learned = {one.section: one for one in office.room.learned(LI)}
    assert (learned["主诉"].changed, learned["主诉"].rejected) == (0.0, 0.0)
    assert learned["现病史"].rejected == 0.5
    assert learned["现病史"].seconds == 12.0
    assert learned["诊断"].changed == 1.0
    assert learned["诊断"].seconds == 3600.0


def test_the_most_rejected_sentences_are_of_records_that_one_may_see(office):
    for number in range(3):
        kept = office.edit(office.kept(), 诊断="心悸待查。", 现病史="心慌两天。" if number else "夜间心慌。")
        office.read(kept)
        office.sign(kept)
    office.edit(office.kept(), 现病史="没有签名。")
    told = [(one.section, one.text, one.records) for one in office.room.rejected(ZHOU)]
    assert told == [("现病史", "否认胸痛。", 3), ("现病史", "心慌两天。", 1)]
    assert office.room.rejected(WU) == ()


def test_records_come_with_their_release_and_go_with_it(office):
    kept = office.signed()
    links = office.recorder.verify().links
    office.store._database.migrate("0005")
    assert office.recorder.verify().links == links
    office.store._database.migrate()
    assert office.room.shelf(LI) == ()
    again = office.signed()
    assert again.chart.chart_id != kept.chart.chart_id
