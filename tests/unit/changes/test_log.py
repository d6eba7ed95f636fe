"""What changed since a day, the line on an answer, disagreements, and what stands on a changed statement."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest

from assistant.changes import ChangeKind, ChangeLog
from assistant.changes.affected import Dependent
from assistant.changes.showing import Viewer, viewer_for
from assistant.exchange import Answered, Asker, Claim, Question, Role, Trace
from assistant.store.cited import RecordedAnswers
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from guidelines import Certainty, DocumentId, Reader
from guidelines.citation import cite
from guidelines.library.loader import starter_library
from tests.fakes.databases import fresh_database
from tests.fakes.editions import content
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.tables import every
from tests.unit.changes.conftest import NEW

FACTS = tomllib.loads((Path(__file__).parent / "library_facts.toml").read_text("utf-8"))["pair"]
SINCE, UNTIL = date(2020, 1, 1), date(2026, 6, 1)
DOCTOR = Asker(role=Role.DOCTOR, person="d1", groups=frozenset({"all"}))


def cited(ledger, document, words):
    """Cite `words` of a document."""
    edition = ledger.resolve(document)
    passage = next(p for p in ledger.passages(edition.edition_id) if words in p.text)
    return cite(
        edition,
        ledger.text(edition.edition_id),
        passage,
        start=0,
        end=len(passage.text),
        standing=ledger.standing(edition.edition_id),
    )


def titled(document, title, words):
    """Give an edition of 2023 under a title of its own."""
    made = content(document, year=2023, words=words)
    return replace(made, edition=replace(made.edition, title=title))


def test_a_digest_tells_the_clinical_changes_with_both_quotations(log, everybody):
    told = log.digest(everybody, since=SINCE, until=UNTIL)
    (renewal,) = told.renewals
    assert (renewal.replaced.document_id, renewal.edition.document_id) == ("bp-2018", "bp-2024")
    assert renewal.summary[ChangeKind.UNCHANGED] == 2
    assert [one.change.kind for one in told.changes] == ["threshold", "drug"]
    (old,), (new,) = told.changes[0].old, told.changes[0].new
    assert (old.quote, new.quote) == ("血压目标为<150/90 mmHg。", "血压目标为<140/90 mmHg。")
    assert (old.status, new.status) == ("superseded", "current")


@pytest.mark.parametrize(
    ("since", "until"),
    [
        pytest.param(date(2024, 1, 2), UNTIL, id="in-force-before"),
        pytest.param(SINCE, date(2023, 12, 31), id="not-yet"),
    ],
)
def test_a_digest_leaves_out_what_came_into_force_at_another_time(log, everybody, since, until):
    told = log.digest(everybody, since=since, until=until)
    assert (told.renewals, told.changes) == ((), ())


def test_a_digest_for_a_department_holds_its_documents_and_everybodys(ledger):
    ledger.add([content("eye-2020", words="每年查眼底1次。", family="eye", departments=("眼科",))])
    ledger.add([content("eye-2024", year=2024, words="每年查眼底2次。", family="eye", departments=("眼科",))])
    log, keeper = ChangeLog(ledger), Viewer(reader=Reader(every_department=True))

    def families(department):
        told = log.digest(keeper, since=SINCE, until=UNTIL, department=department)
        return {one.edition.family_id for one in told.renewals}

    assert families(None) == families("眼科") == {"bp", "eye"}
    assert families("心内科") == {"bp"}


def test_a_hidden_edition_leaves_no_trace(ledger):
    ledger.add(
        [content("secret-2025", year=2025, words=NEW.replace("140", "130"), family="bp", access="staff")]
    )
    told = ChangeLog(ledger).digest(Viewer(reader=Reader()), since=SINCE, until=UNTIL)
    assert {one.edition.document_id for one in told.renewals} == {"bp-2024"}
    assert "130" not in repr(told)


def test_a_patient_is_told_checked_facts_alone(library):
    patient = viewer_for(Asker(role=Role.PATIENT, person="p1"))
    told = ChangeLog(library).digest(patient, since=SINCE, until=UNTIL)
    quotations = [quote for one in told.changes for quote in (*one.old, *one.new)]
    assert quotations
    assert {quote.certainty for quote in quotations} == {Certainty.CHECKED}


@cache
def _library():
    held = MemoryLedger(today=lambda: date(2026, 6, 1))
    held.add(starter_library())
    return held, ChangeLog(held)


@cache
def _between(old, new):
    held, log = _library()
    return log.between(*(log.content(held.resolve(one).edition_id) for one in (old, new)))


@every(
    [
        (pair["old"], pair["new"], fact.get("old", ""), fact.get("new", ""))
        for pair in FACTS
        for fact in pair["facts"]
    ]
)
def test_a_clinician_is_told_of_the_librarys_changed_facts(row):
    old, new, before, after = row
    told = [one for one in _between(old, new).changes if one.kind.clinical]
    assert any(
        (not before or (one.old is not None and before in one.old.text))
        and (not after or (one.new is not None and after in one.new.text))
        for one in told
    )


def test_the_table_of_changed_facts_holds_every_pair_of_the_library():
    editions = [content.edition for content in starter_library()]
    pairs = {(old, one.document_id) for one in editions for old in one.supersedes}
    assert {(pair["old"], pair["new"]) for pair in FACTS} == {
        (old, new) for old, new in pairs if "tobacco" not in new
    }


def test_the_negative_control_shows_no_change(library):
    log = ChangeLog(library)
    names = ("uspstf-tobacco-2015", "uspstf-tobacco-2021")
    compared = log.between(*(log.content(library.resolve(one).edition_id) for one in names))
    assert {one.kind for one in compared.changes} == {ChangeKind.UNCHANGED}
    assert compared.unpaired


def test_an_answer_says_what_the_edition_before_said(log, ledger):
    lines = log.remarks([cited(ledger, "bp-2024", "血压目标")], DOCTOR, "zh")
    assert lines == ("血压目标：2018 版为 <150/90 mmHg，2024 版改为 <140/90 mmHg。",)


def test_an_answer_from_an_old_edition_says_what_the_later_one_says(log, ledger):
    lines = log.remarks([cited(ledger, "bp-2018", "血压目标")], DOCTOR, "en")
    assert lines == ("血压目标: <150/90 mmHg in the 2018 edition, <140/90 mmHg in the 2024 edition.",)


def test_a_change_without_numbers_is_told_with_the_old_words(log, ledger):
    (line,) = log.remarks([cited(ledger, "bp-2024", "硝苯地平")], DOCTOR, "zh")
    assert line == "2024 版与 2018 版不同（药物）；2018 版为“可使用氨氯地平。”"


def test_an_unchanged_statement_gets_no_line(log, ledger):
    assert log.remarks([cited(ledger, "bp-2024", "每年复查")], DOCTOR, "zh") == ()


def test_no_line_tells_of_an_edition_that_the_asker_may_not_read(ledger):
    ledger.add([content("ward-2019", year=2019, words="输液速度为5 ml/h。", family="ward", access="staff")])
    ledger.add([content("ward-2024", year=2024, words="输液速度为9 ml/h。", family="ward")])
    citation = cited(ledger, "ward-2024", "输液速度")
    log = ChangeLog(ledger)
    assert log.remarks([citation], DOCTOR, "zh") == ()
    staff = Asker(role=Role.DOCTOR, person="d2", groups=frozenset({"all", "staff"}))
    assert "5 ml/h" in log.remarks([citation], staff, "zh")[0]


def test_families_in_force_that_disagree_stand_side_by_side(library):
    found = ChangeLog(library).conflicts(Viewer(reader=Reader(every_department=True)))
    pairs = {(one.shown.replaced.document_id, one.shown.edition.document_id) for one in found}
    assert pairs == {("cn-hypertension-2024", "cn-hypertension-practice-2022")}
    assert [(one.numbers[0].old, one.numbers[0].new) for one in found] == [("140/90", "130/80")]


@pytest.mark.parametrize(
    ("other", "count"),
    [
        pytest.param("高血压的治疗目标为<130/80 mmHg。", 1, id="disagree"),
        pytest.param("高血压的治疗目标为<140/90 mmHg。", 0, id="agree"),
        pytest.param("儿童高血压的治疗目标为<130/80 mmHg。", 0, id="other-people"),
        pytest.param("家庭血压的治疗目标为<135/85 mmHg。", 0, id="measured-elsewhere"),
        pytest.param("运动时间为每周150分钟。", 0, id="other-matter"),
    ],
)
def test_only_the_same_matter_for_the_same_people_is_a_conflict(ledger, other, count):
    one = titled("a-2023", "高血压甲指南", "成人高血压的治疗目标为<140/90 mmHg。")
    ledger.add([one, titled("b-2023", "高血压乙指南", other)])
    found = ChangeLog(ledger).conflicts(Viewer(reader=Reader()))
    assert len([one for one in found if one.shown.edition.document_id == "b-2023"]) == count


class _Shelf:
    """A consumer that quotes one passage."""

    def __init__(self, passage):
        self.passage = passage

    def citing(self, passages):
        if self.passage in passages:
            yield Dependent(kind="template", id="t1", made_on=date(2022, 1, 1), passage_id=self.passage)


@pytest.mark.parametrize(
    ("words", "touched"), [pytest.param("血压目标", 1, id="changed"), pytest.param("戒烟", 0, id="unchanged")]
)
def test_whoever_registers_hears_of_a_changed_statement(ledger, words, touched):
    passage = cited(ledger, "bp-2018", words).passage_id
    log = ChangeLog(ledger, consumers=[_Shelf(passage)])
    found = log.affected(Reader(), since=SINCE, until=UNTIL)
    assert [one.dependent.id for one in found] == ["t1"] * touched


def test_past_answers_that_quote_a_changed_statement_are_found_and_erased_ones_are_not(ledger, tmp_path):
    database = fresh_database(tmp_path / "house.sqlite3")
    keys = KeyRing(MasterKey.open(tmp_path / "keys" / "master.key"))
    recorder = SqlRecorder(database, keys, now=lambda: datetime(2022, 3, 4, tzinfo=UTC))

    def answer(person, words, as_of=None):
        citation = cited(ledger, "bp-2018", words)
        asker = Asker(role=Role.DOCTOR, person=person)
        question = Question(id=uuid4().hex, text="？", asker=asker, language="zh", as_of=as_of)
        claim = Claim(text=citation.quote, origin="verbatim", citations=(citation,))
        trace = Trace(versions={"model": "off"})
        return recorder.append(question, Answered(mode="verbatim", claims=(claim,), trace=trace))

    touched = answer("d1", "血压目标")
    answer("d1", "戒烟")
    answer("d1", "血压目标", as_of=date(2019, 1, 1))
    answer("d2", "氨氯地平")
    recorder.erase("d2")
    log = ChangeLog(ledger, consumers=[RecordedAnswers(database, keys)])
    found = log.affected(Reader(), since=SINCE, until=UNTIL)
    assert [(one.dependent.id, one.dependent.kind) for one in found] == [(touched, "answer")]
    assert found[0].dependent.made_on == date(2022, 3, 4)
    database.close()


def test_an_edition_that_names_another_family_replaces_it(ledger):
    ledger.add([content("new-2025", year=2025, words=NEW, family="new", supersedes=(DocumentId("bp-2024"),))])
    told = ChangeLog(ledger).digest(Viewer(reader=Reader()), since=date(2025, 1, 1), until=UNTIL)
    assert [one.replaced.document_id for one in told.renewals] == ["bp-2024"]
