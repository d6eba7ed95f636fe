"""The tables: every row has its source, every alert fires; a hospital's rows come first."""

import re
from decimal import Decimal

import pytest

from assistant.errors import SettingsError
from assistant.labs import Item, Patient, current_knowledge, knowledge_of, read_items
from assistant.labs.folding import key
from assistant.labs.knowledge import shipped
from assistant.labs.units import readings
from assistant.labs.wording import note, say
from guidelines.model import Certainty
from tests.unit.labs.conftest import TODAY

SHARED_NAMES = (
    "NEUT NEU 中性粒细胞 嗜中性粒细胞 neutrophil neutrophils LYMPH LYM 淋巴细胞 lymphocyte lymphocytes "
    "EOS EO 嗜酸性粒细胞 嗜酸粒细胞 eosinophil eosinophils PCT TG PT 凝血酶原时间 pH pH值 酸碱度 Ca2+ "
    "肌酸激酶同工酶 肌酸激酶MB同工酶 肌酸激酶同工酶MB 肌酸激酶-MB CK-MB "
    "D-二聚体 血浆D-二聚体 D-D D-Dimer Fbg"
)


def judged(home, item, **whose):
    return read_items([item], Patient(**whose), knowledge_of(home), today=TODAY).readings[0]


def test_every_row_names_its_source_and_claims_no_more_than_it_has():
    tables = shipped()
    for row in (*tables.test, *tables.range, *tables.critical, *tables.finding):
        assert row.source
        assert row.certainty is not Certainty.CHECKED


def test_every_test_has_a_unit_that_we_can_read_and_rows_name_tests(known):
    for test in known.tests.values():
        assert test.unit == "1" or readings(test.unit), test.id
        assert all(readings(unit) for unit in test.per), test.id
    for row in (*shipped().range, *shipped().critical):
        assert set(row.tests) <= set(known.tests)
        assert row.note is None or note(row.note, "zh")


def test_only_these_names_are_printed_for_two_tests(known):
    assert {name for name, tests in known.names.items() if len(tests) > 1} == {
        key(one) for one in SHARED_NAMES.split()
    }


def test_every_alias_means_its_test_where_the_unit_is_right(read, known):
    for test in known.tests.values():
        for alias in test.aliases:
            reading = read(alias, "1", "" if test.unit == "1" else test.unit)
            assert reading.code in {test.id, None}, alias
            assert reading.code or len(known.names[key(alias)]) > 1, alias


def test_every_alert_fires_whatever_range_is_printed(read):
    for row in shipped().critical:
        if row.departments or row.newborn or row.pregnant or row.age_to or row.times_upper:
            continue
        for limit, flag in ((row.low, "critical_low"), (row.high, "critical_high")):
            if limit is None:
                continue
            edge = limit.low if limit.low is not None else limit.high
            test = knowledge_of(None).tests[row.tests[0]]
            wide = f"{edge / 2}-{edge * 2}"
            reading = read(
                test.aliases[0], edge, "" if test.unit == "1" else test.unit, wide, age=Decimal(40)
            )
            assert reading.flag == flag, (test.id, reading.why)
            assert "立即" in reading.note or "at once" in reading.note


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_alert_carries_no_treatment(language):
    notes = [note(name, language) for name in ("critical", "fever", "haemolysis", "proposal")]
    whys = [say("critical_low", language, value="1", limit="2"), say("critical_finding", language)]
    spoken = " ".join([*notes, *whys])
    assert not re.search(
        r"\d\s?(?:mg|mL|g|U|单位|毫克|毫升)|静脉|注射|胰岛素|葡萄糖|服用|补|inject|infus|take ", spoken
    )


def hospital(tmp_path, text):
    (tmp_path / "labs.toml").write_text(text, "utf-8")
    return tmp_path


OWN = """
[[range]]
tests = ["K"]
range = "3.6-5.0"
source = "laboratory handbook"
certainty = "checked"
approved_by = "Dr Example"

[[range]]
tests = ["HGB"]
range = "100-140"
sex = "F"
pregnant = true
source = "obstetric laboratory handbook"

[[range]]
tests = ["WBC"]
range = "5-15"
age_to = 6
source = "paediatric laboratory handbook"

[[critical]]
tests = ["K"]
high = "≥6.5"
source = "critical value list"
approved_by = "Dr Example"

[[critical]]
tests = ["PLT"]
low = "≤20"
departments = ["haematology"]
source = "critical value list"
effective_from = 2030-01-01
"""


def test_a_hospitals_rows_come_before_the_general_ones_and_after_the_printed(tmp_path):
    home = hospital(tmp_path, OWN)
    potassium = Item(name="钾", value="5.2", unit="mmol/L")
    reading = judged(home, potassium)
    assert (reading.flag, reading.range_source, reading.range) == ("high", "hospital", "3.6-5.0 mmol/L")
    printed = Item(name="钾", value="5.2", unit="mmol/L", range="3.5-5.5")
    assert judged(home, printed).flag == "normal"
    assert judged(home, Item(name="钠", value="140", unit="mmol/L")).range_source == "default"


def test_a_hospitals_alert_values_replace_the_general_ones_of_that_test(tmp_path):
    home = hospital(tmp_path, OWN)
    assert judged(home, Item(name="钾", value="6.2", unit="mmol/L")).flag == "high"
    reading = judged(home, Item(name="钾", value="6.5", unit="mmol/L"))
    assert reading.flag == "critical_high"
    assert "未经本院审定" not in reading.note
    assert judged(home, Item(name="钠", value="118", unit="mmol/L")).flag == "critical_low"


def test_a_hospital_can_judge_whom_the_general_table_cannot(tmp_path):
    home = hospital(tmp_path, OWN)
    blood = Item(name="血红蛋白", value="104", unit="g/L")
    assert judged(home, blood, sex="F", pregnant=True).flag == "normal"
    assert judged(home, Item(name="白细胞", value="12", unit="10^9/L"), age=Decimal(3)).flag == "normal"
    assert judged(home, Item(name="白细胞", value="12", unit="10^9/L"), age=Decimal(9)).flag == "unknown"


def test_a_row_holds_from_its_day_on(tmp_path):
    home = hospital(tmp_path, OWN)
    platelets = Item(name="血小板", value="15", unit="10^9/L")
    assert judged(home, platelets, department="血液科").flag == "low"
    home = hospital(tmp_path, OWN.replace("2030", "2020"))
    assert judged(home, platelets, department="血液科").flag == "critical_low"
    assert judged(home, platelets, department="骨科").flag == "critical_low"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("[[range]\n", "TOML", id="no-toml"),
        pytest.param('[[range]]\ntests=["K"]\nrange="low"\nsource="x"', "no range", id="no-range"),
        pytest.param('[[range]]\ntests=["XX"]\nrange="1-2"\nsource="x"', "'XX'", id="no-test"),
        pytest.param('[[range]]\ntests=["K"]\nrange="1-2"', "source", id="no-source"),
        pytest.param('[[critical]]\ntests=["K"]\nlow="1-2"\nsource="x"', "low alert", id="no-limit"),
        pytest.param('[[surprise]]\nid="K"', "surprise", id="no-table"),
        pytest.param(
            '[[test]]\nid="ZZ"\nname={zh="甲",en="A"}\nunit="?"\naliases=["甲"]\nsource="x"',
            "'ZZ'",
            id="unit",
        ),
    ],
)
def test_a_table_that_cannot_be_used_says_what_is_wrong(tmp_path, text, word):
    with pytest.raises(SettingsError, match=re.escape(word)):
        knowledge_of(hospital(tmp_path, text))


def test_an_edited_table_holds_at_once(tmp_path):
    item = Item(name="钾", value="5.2", unit="mmol/L")
    before = read_items([item], Patient(), current_knowledge(tmp_path), today=TODAY)
    hospital(tmp_path, OWN)
    after = read_items([item], Patient(), current_knowledge(tmp_path), today=TODAY)
    assert (before.readings[0].flag, after.readings[0].flag) == ("normal", "high")
